"""The commands, a file for each wing; the command line loads a file when one of its commands is called."""
