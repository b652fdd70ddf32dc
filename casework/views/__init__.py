"""What the officer looks at: the board, the week, a case, a person, the figures (UK GDPR Articles 5(2) and 24).

Every promise of the notice that has a date is shown here.
"""
