"""The commands, by what they are about; importing one registers its commands."""
