"""Letters about a complaint (DPA 2018 section 164A)."""
