"""Plain data for readers: answers as terminal text, JSON and Markdown; reports as documents; bibliographies."""
