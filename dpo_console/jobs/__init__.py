"""Jobs that several wings call, and what jobs share: a case in detail, papers filed, papers that leave the desk."""
