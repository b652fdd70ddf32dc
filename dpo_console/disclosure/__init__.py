"""Review, questions, letters and packs: everything that goes out in answer to a request."""
