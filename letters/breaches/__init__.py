"""Papers about a breach: to the regulator, to the people affected, and its case file (Articles 33, 34)."""
