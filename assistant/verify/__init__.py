"""Is a document that we wrote, and a person edited, still borne out by the archive? Offline, without a language model.

A reader for each format turns a file into plain blocks and notes (``documents``); what in them is a statement, and what
is not, is the same for all formats (``statements``); then each note and each statement is checked (``checking``).
"""
