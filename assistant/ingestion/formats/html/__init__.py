"""Web pages and pieces of HTML: the article's text, and the metadata of a page."""
