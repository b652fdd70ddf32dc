"""The board, the weekly review, the history, and the figures."""
