"""What a case is, what the law makes of it, and what the council holds. Knows no screen and no paper."""
