"""The manual: a page for each topic, read in the console and at the command line."""
