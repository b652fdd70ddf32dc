"""What goes out in answer to a request: search, decisions, exemptions, letters and packs (UK GDPR Article 15).

Exemptions: DPA 2018 Schedules 2 to 4. Keeps the first right of the notice's "Your rights in connection with personal
information", and that nobody else's data leaves with it (Article 15(4)).
"""
