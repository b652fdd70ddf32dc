"""The weekly review on one page."""
