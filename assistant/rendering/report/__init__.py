"""A Report as a document: Markdown, HTML, DOCX, PDF and JSON."""
