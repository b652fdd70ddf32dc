"""What falls due and why, the schedule, and holds."""
