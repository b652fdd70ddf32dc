"""The answer to a request for access, its pack, and the check before release (UK GDPR Article 15)."""
