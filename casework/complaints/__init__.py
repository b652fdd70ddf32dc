"""Complaints to the controller (DPA 2018 section 164A; UK GDPR Article 13(2)(d)).

Serves the notice's "Your rights in connection with personal information": people who are unhappy can complain to the
council first.
"""
