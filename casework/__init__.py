"""What a case is, what the law makes of it, and what the council holds. Knows no screen and no paper."""


class Refused(Exception):
    """What was asked cannot be done; its text is the one sentence a person needs: what is wrong, where, what to do."""


class Malformed(Refused):
    """What was given to read has not the form that is asked for: the manual shows one of each."""
