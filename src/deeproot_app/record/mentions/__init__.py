"""What was said of us in public: whose words they are, evidence says or a person.

A mention is an arrival of a channel that gives `read` (feeds, Mastodon). It is recorded once it is somebody's: by the
address of its author, where a contact has it, or by a person's word.
"""
