"""A made-up council to try the console on: no record of it is anybody's."""
