"""A Report as Markdown, HTML, DOCX, PDF and JSON."""
