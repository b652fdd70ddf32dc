"""One model of names and numbers: every search, gate and review uses these forms, and nothing else makes any.

Nothing here touches the database. It serves the security of processing (UK GDPR Art 5(1)(f) and 32) and the rights of
others (Art 15(4)): anyone named in a text is found, however the name is written.
"""
