"""The desk itself: opening, migrating, backing up and restoring it (UK GDPR Article 32(1)).

Keeps the notice's promises under "Data security".
"""
