"""Letters about a request (UK GDPR Articles 12 and 15 to 22)."""
