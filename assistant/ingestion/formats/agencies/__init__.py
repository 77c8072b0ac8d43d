"""Formats of news agencies: NITF, NewsML-G2, ninjs and their relatives."""
