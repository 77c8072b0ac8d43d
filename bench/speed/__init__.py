"""Speed and size: ingest, first word, growth of an archive."""
