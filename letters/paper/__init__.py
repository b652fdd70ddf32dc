"""How anything is printed and read back: fonts, blocks, the letter, the PDF."""
