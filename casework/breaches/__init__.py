"""Personal data breaches: logging, assessing and notifying them, and telling the people affected (UK GDPR Art 33, 34).

Keeps the notice's promises under "Data security": procedures for any suspected breach, and telling the regulator and
the people affected.
"""
