"""What goes on paper: letters, packs, and the gate that reads them back. Knows casework, not screens."""
