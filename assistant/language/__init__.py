"""English, read by rule: words, sentences, quotations, speakers, dates. Imports nothing of the package."""
