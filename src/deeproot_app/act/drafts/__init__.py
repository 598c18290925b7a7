"""Drafts: what we might write, in the customer's language and the colleague's voice, with the facts it rests on.

A draft is a template with facts of the record in it (docs/drafts.md). Nothing here sends anything.
"""
