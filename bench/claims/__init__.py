"""Claims with known truth, made from articles by rule: they measure the verification."""
