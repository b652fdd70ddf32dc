"""The terminal: command line and screens. Knows casework and letters."""

import os

for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
    del os.environ[_name]  # one of them writes every key pressed, passphrases too, to a file; another draws pictures
