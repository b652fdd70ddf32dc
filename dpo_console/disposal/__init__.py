"""Disposals, from the proposal to the certificate."""
