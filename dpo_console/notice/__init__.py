"""The privacy notice: what it says, what is wrong with it, and its versions."""
