"""An Answer as text: terminal, JSON, Markdown. Imports the schema only."""
