"""Copies of one story: how texts are compared, and the clusters that the catalogue keeps."""
