"""From a topic, or a file of questions, to a document in which every statement has its footnote."""
