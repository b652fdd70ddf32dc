"""The people in the records: their names and numbers, and which entries may be one person.

UK GDPR Article 5(1)(d) (accuracy): no record is mistaken for someone else's. Serves the notice's "Rights of access,
correction and erasure".
"""
