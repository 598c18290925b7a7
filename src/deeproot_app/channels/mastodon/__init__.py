"""Mastodon: the public timeline of a hashtag to one mention a status."""

from typing import Final

from deeproot_app.channels.mastodon.parse import mention, statuses

SAYS: Final = "Mastodon: public posts with a hashtag"

__all__ = ["SAYS", "mention", "statuses"]
