"""From files, pages and feeds to stored, searchable articles."""
