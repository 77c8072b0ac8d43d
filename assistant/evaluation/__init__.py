"""Measuring: question files in, one row a question, figures out."""
