"""The sealed desk on disk: database, keys, originals and drafts (UK GDPR Articles 5(1)(f) and 32).

Keeps the notice's promises under "Data security".
"""
