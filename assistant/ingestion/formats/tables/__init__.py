"""Tables with an article in each row: CSV, TSV and Parquet."""
