"""Requests under the rights of data subjects (UK GDPR Articles 12 and 15 to 22).

Keeps the notice's promises under "Rights of access, correction and erasure", "Your rights in connection with
personal information" and "Automated Decision Making".
"""
