"""Personal data breaches: logged, assessed, notified, told (UK GDPR Articles 33 and 34).

Keeps what the notice promises under "Data security": procedures for any suspected breach, and that the regulator and
those affected are told.
"""
