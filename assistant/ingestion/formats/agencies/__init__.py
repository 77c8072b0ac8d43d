"""What news agencies send: NITF, NewsML-G2, ninjs and their relatives."""
