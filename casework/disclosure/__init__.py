"""Before disclosure: the officer's decisions, who else is named, and where redacted words are repeated."""
