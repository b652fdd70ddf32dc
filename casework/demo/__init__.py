"""A made-up council to try the console on: none of its records is about a real person."""
