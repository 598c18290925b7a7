"""For programs of others: the REST API, webhooks out, a calendar of promises, an MCP server (docs/decisions/0010).

Whoever asks here is a person, by a token of theirs: the same rights, the same verbs and the same trail as on the pages.
"""
