"""Articles as entries of a bibliography: reference styles, BibTeX, RIS, CSL-JSON.

All forms are made from one, the item of CSL-JSON (``csl_items``). Text of articles is data: a title shows as it reads,
whatever marks of TeX, HTML or RIS are in it.
"""
