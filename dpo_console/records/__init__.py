"""Importing files, explaining their columns, and files kept with a case."""
