"""Which conversation is a mail in? The same answer whatever order the mails come in.

Every mail points at the first mail that it says it follows. Its thread is where the pointers lead: to a mail that
follows none, or to one that we do not have. A mail that comes late, between others, leads those behind it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deeproot_app.channels.shapes import Received


def roots(mails: Iterable[Received], recorded: Mapping[str, str]) -> dict[str, str]:
    """For each mail, by its id, the mail at the root of its thread; ``recorded``: the roots of mails known before."""
    pointers: dict[str, str] = {}
    for mail in mails:
        pointers.setdefault(mail.id, mail.parents[0] if mail.parents else mail.id)
    return {one: _root(one, pointers, recorded) for one in pointers}


def _root(mail: str, pointers: Mapping[str, str], recorded: Mapping[str, str]) -> str:
    """Where the pointers lead; of mails that point at each other in a ring, the first by name."""
    way: dict[str, int] = {}
    while mail not in way:
        way[mail] = len(way)
        onward = pointers.get(mail) or recorded.get(mail, mail)
        if onward == mail:
            return mail
        mail = onward
    return min(one for one, at in way.items() if at >= way[mail])
