"""Breaches: from the form that `f2` opens to the register, the letters and the case file."""
