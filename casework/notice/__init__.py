"""The privacy notice, and the council that gives it (UK GDPR Articles 13 and 14, 15(1), 26 to 30).

Keeps what the notice says under "Introduction", "Who are we (controller)", "How we use your personal information",
"Situations in which we will use your personal data", "If you don't want to provide personal information", "Change of
purpose", "Does HBC need your consent", "Data sharing", "Sharing with third parties", "Which third-parties process my
personal information?", "How secure is my information with third-party service providers?" and "Changes to this privacy
notice".
"""
