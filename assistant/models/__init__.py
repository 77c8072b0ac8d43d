"""Language models: which ones, where they come from, how they run."""
