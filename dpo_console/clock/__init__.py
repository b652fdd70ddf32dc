"""The calculator of statutory deadlines, which needs no desk."""
