"""Articles as entries of a bibliography: reference styles, BibTeX, RIS, CSL-JSON.

Everything goes through one form, the item of CSL-JSON (``items``), from which the others are made. Text of articles is
data here as well: a title shows as it reads, whatever marks of TeX, HTML or RIS stand in it.
"""
