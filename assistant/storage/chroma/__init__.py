"""The vector index in Chroma: its collection, where it lives, and whether it is whole."""
