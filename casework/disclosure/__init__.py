"""What goes out in answer to a request: search, decisions, exemptions, letters and packs (UK GDPR Article 15).

Exemptions: DPA 2018 Schedules 2 to 4. Serves the right of access in the notice's "Your rights in connection with
personal information", and sees that no one else's data leaves with the answer (Article 15(4)).
"""
