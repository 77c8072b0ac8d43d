"""Where model files are fetched from."""
