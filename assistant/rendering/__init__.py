"""Answers as text for the terminal, JSON and Markdown; reports as documents. Imports plain data only."""
