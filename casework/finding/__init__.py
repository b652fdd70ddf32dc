"""Finding one person in everything held: the forms a name takes, the word index, hits with their reasons."""
