"""The disposal certificate (UK GDPR Article 5(2))."""
