"""Requests: the case, its form, its events, corrections and restrictions, and the commands for them."""
