"""Text as it is compared: names, numbers and dates as people write them, and the facts an officer enters.

It decides whose record a name or number makes a record (UK GDPR Article 5(1)(d), 12(6)), and that anyone named in a
text is found, however the name is written (Article 5(1)(f), 15(4)). Nothing here touches the database.
"""
