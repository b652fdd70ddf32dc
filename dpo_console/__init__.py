"""The terminal: command line and screens. Knows casework and letters."""
