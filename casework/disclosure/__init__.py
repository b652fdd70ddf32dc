"""What must be looked at before anything is disclosed: who else is named, and what was taken out and stands elsewhere."""
