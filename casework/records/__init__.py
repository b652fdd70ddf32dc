"""The records held of the workforce: what each column means, where each record came from, and how files are read.

UK GDPR Article 15(1)(b) (categories) and (g) (source), Article 9 (special categories). Keeps what the notice says under
"What personal information we collect", "Collection of sensitive personal information" and "How your personal
information is collected".
"""
