"""The workforce register: the list, a person's card, and possible duplicates."""
