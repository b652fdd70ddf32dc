"""The retention schedule on paper (UK GDPR Article 5(1)(e))."""
