"""One open archive: the parts it works with, its holdings, its questions, its conversations."""
