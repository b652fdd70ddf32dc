"""The desk itself: making, unlocking, setting up, backing up and checking it."""
