"""What every SQLite file of an archive has in common: its connection, its errors, its transactions."""
