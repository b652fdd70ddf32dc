"""The desk as a whole: opened, migrated, backed up, restored (UK GDPR Article 32(1)).

Keeps what the notice promises under "Data security".
"""
