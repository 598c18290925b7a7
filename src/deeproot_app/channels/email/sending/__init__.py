"""The sending side of e-mail: what a mail looks like, and how it is handed over by SMTP or through a provider."""
