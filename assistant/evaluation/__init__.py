"""Evaluation: read question files, store one outcome for each question, compute the figures."""
