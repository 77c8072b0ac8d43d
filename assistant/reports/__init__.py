"""Makes a report on a topic or a file of questions, in which every statement has footnotes."""
