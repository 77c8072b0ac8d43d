"""Pages, feeds and sitemaps from the web, fetched with manners and from public addresses only."""
