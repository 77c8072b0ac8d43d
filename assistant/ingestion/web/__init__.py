"""Pages, feeds and sitemaps from the web, by the rules of robots.txt, at a limited rate, from public addresses only."""
