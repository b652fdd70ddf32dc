"""The workforce register: the list, a person's card, and who may be who."""
