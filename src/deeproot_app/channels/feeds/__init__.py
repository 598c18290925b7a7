"""Public feeds: RSS 2.0, RSS 1.0 and Atom (RFC 4287) to one mention an entry."""

from typing import Final

from deeproot_app.channels.feeds.parse import entries

SAYS: Final = "public feeds: what is said of you on blogs, forums, review and news pages (RSS, Atom)"

__all__ = ["SAYS", "entries"]
