"""One reader a file format: bytes to Articles."""
