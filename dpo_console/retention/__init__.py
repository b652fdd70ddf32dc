"""What is due and why, the schedule, and holds."""
