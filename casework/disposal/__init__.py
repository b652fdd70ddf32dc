"""Destroying what is due or must be erased, and proving it (UK GDPR Articles 5(1)(e) and 17).

Keeps the notice's promises under "Data retention" (that data is anonymised or destroyed) and, for erasure, under
"Rights of access, correction and erasure".
"""
