"""Text as it is compared: names, numbers and dates as people write them, and the facts an officer enters.

It decides whose a record is by its names and numbers (UK GDPR Article 5(1)(d), 12(6)), and finds anyone named in a
text, however the name is written (Article 5(1)(f), 15(4)). Nothing here touches the database.
"""
