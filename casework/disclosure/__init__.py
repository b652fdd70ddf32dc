"""Before anything is disclosed: what the officer decides, who else is named, what taken out stands elsewhere."""
