"""Checks whether the archive still bears out a document that we wrote and a person may have edited.

One reader per format (``html_reader``, ``json_reader``, ``pandoc_reader``) turns a file into blocks and notes
(``document``). ``claims`` says which text is a claim, by one rule for all formats. ``checker`` checks each note and
each claim. All of it works offline, without a language model.
"""
