"""SQLite files of their own beside the catalogue: sessions and feeds."""
