"""The versions of the notice on a desk: drafts, adoption, days in force, undoing, and what letters speak from."""
