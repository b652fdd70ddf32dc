"""The desk itself: made, unlocked, set up, backed up, checked."""
