"""What happened to a case, and the chained history that proves it (UK GDPR Article 5(2))."""
