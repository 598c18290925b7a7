"""Who is meant by `@name` in a note: one of us who may see the customer, in any script; nobody else, named or not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

from deeproot_app.act.briefs.people import seeing
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.models import Customer

AT: Final = re.compile(r"@(?=\w)")
SHOWN: Final = 40


def mentionable(customer: Customer) -> list[User]:
    """Whoever may be mentioned in a note about a customer: all who sign in and may see them, by name."""
    return seeing(User.objects.filter(is_active=True).order_by("name", "email"), customer)


def mentioned(body: str, may_see: Iterable[User]) -> list[User]:
    """Whom a text mentions, each once: by their name, their first name or the beginning of their address where only
    one is called so, or their address.

    Of several that fit the longest is meant. Raises UserError for a mention of nobody among ``may_see``.
    """
    folded, called = _folded(body), _called(may_see)
    found: dict[int, User] = {}
    for sign in AT.finditer(folded):
        if _in_address(folded[: sign.start()]):
            continue
        rest = folded[sign.end() :]
        key = next((key for key in called if _is_meant(key, rest)), None)
        if key is None:
            name = re.split(r"[\s,;:!?]", rest, maxsplit=1)[0][:SHOWN]
            raise UserError(
                f"Nobody called “{name}” may see this customer. Mention somebody from the list, or write it without @."
            )
        found[called[key].pk] = called[key]
    return list(found.values())


def _in_address(before: str) -> bool:
    """Whether the sign stands within an address. In scripts without spaces a mention begins anywhere."""
    last = before[-1:]
    return last in tuple("._%+-") or (last.isalnum() and (last.isdigit() or last.lower() != last.upper()))


def _called(users: Iterable[User]) -> dict[str, User]:
    """What each of them can be called, the longest first; what two are called means neither."""
    names = [(name, user) for user in users for name in _names(user)]
    many = Counter(name for name, _ in names)
    alone = {name: user for name, user in names if many[name] == 1}
    return dict(sorted(alone.items(), key=lambda pair: -len(pair[0])))


def _names(user: User) -> set[str]:
    address, name = _folded(user.email), _folded(" ".join(user.name.split()))
    return {address, address.partition("@")[0], name, name.partition(" ")[0]} - {""}


def _folded(text: str) -> str:
    return normalize("NFC", normalize("NFKC", text).casefold())


def _is_meant(key: str, rest: str) -> bool:
    """Whether a text begins with a name. It ends there, save in scripts that put no space behind a word."""
    if not rest.startswith(key):
        return False
    behind = rest[len(key) : len(key) + 1]
    return not behind.isalnum() or key[-1].lower() == key[-1].upper()
