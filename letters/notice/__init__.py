"""The privacy notice as people read it: in words, on paper, as a web page, and how two versions differ."""
