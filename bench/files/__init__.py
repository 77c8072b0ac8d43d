"""How files and pages of every kind are read: hostile files, web pages, feeds."""
