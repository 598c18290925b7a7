"""What is new in one folder of a mailbox: every mail behind the last one that was kept, in lots, from the oldest on.

Nothing is changed at the source: the folder is opened for reading (EXAMINE), and bodies are peeked at, so that no mail
is marked as read. A folder is known by its UIDVALIDITY, a mail in it by its UID, which only grow (RFC 9051, 2.3.1.1):
whoever says up to which UID everything is kept can go on after it, today or in a year. Where the server says that
nothing changed (CONDSTORE's HIGHESTMODSEQ, RFC 7162), the folder is not even opened.

A server is not believed. A mail that it lists and does not give is `missing`: it is asked for again next time. Mails
that it counts and does not list are `unlisted`: from there on the folder is in doubt, and listed again next time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from deeproot_app.channels.email.imap import says
from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.mbox import LONGEST

LISTED: Final = 80_000
"""UIDs of one answer: it is one line, and the client reads lines of at most a million bytes."""
SIZES: Final = 500
"""Mails whose sizes are asked for at a time."""
MAILS: Final = 100
BYTES: Final = 4 << 20
"""Mails and bytes of a lot: what bounds the memory, and what is read again after a cut."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder is read."""

    uidvalidity: int = 0
    highest_uid: int = 0
    highest_modseq: int = 0
    """What CONDSTORE said when all was read; 0: nothing."""
    missing: Mapping[int, int] = field(default_factory=dict)
    """The UIDs up to there that the server listed and did not give, each with how often it was asked."""
    doubted: int = 0
    """The UID from which on the server's count was not yet found right; 0: none."""
    known: tuple[tuple[int, int], ...] = ()
    """Where it was found wrong: the UIDs from there on that were listed, as ranges. Else all up to the highest were."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the server gave it."""

    uid: int
    raw: bytes
    at: datetime | None
    """When the server says it came in (INTERNALDATE); aware."""
    size: int
    """Bytes, as the server says."""
    cut: bool = False
    """Whether it is longer than what is read of one mail: its beginning is here."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Some mails, and how far the folder is read once they are kept."""

    place: Place
    there: int
    """Mails that the server counts in the folder."""
    mails: tuple[Mail, ...] = ()
    missing: tuple[tuple[int, datetime | None], ...] = ()
    """Those that it lists and does not give: UID, and when it came in."""
    unlisted: int = 0
    """Mails that it counts and does not list; known with the last lot."""


class Folder:
    """One way through a folder."""

    def __init__(
        self, client: IMAPClient, name: str, place: Place, *, most: int = MAILS, leave: frozenset[int] = frozenset()
    ) -> None:
        """``most``: mails of a lot. ``leave``: UIDs not to ask for, because the line broke whenever they were."""
        self._client = client
        self._name = name
        self._before = place
        self.most = most
        self._leave = leave
        self._there = 0
        self.asked: Sequence[int] = ()
        """The UIDs whose bodies were asked for last."""

    def lots(self) -> Iterator[Lot]:
        """What is new, in lots; at least one, which says where the folder stands. Raises Fault and what a line does."""
        said = self._asked_status()
        if self._is_unchanged(said):
            yield Lot(self._before, _number(said.get(b"MESSAGES")))
            return
        opened = self._opened()
        place = self._place(opened)
        self._there = int(opened.get(b"EXISTS", 0))
        again, place = self._still_missing(place)
        first = place.doubted or place.highest_uid + 1
        uids = self._listed(first)
        new = _unknown(uids, place)
        place = replace(place, doubted=first)
        for some in _in_parts([*again, *new], SIZES):
            for lot in self._lots_of(some, place):
                place = lot.place
                yield lot
        yield self._last(place, first, uids, _number(said.get(b"HIGHESTMODSEQ")))

    def _last(self, place: Place, first: int, uids: Sequence[int], modseq: int) -> Lot:
        """The lot that says how the folder stands, now that all that is listed has been asked for."""
        short = self._unlisted(first, uids)
        place = replace(place, doubted=first if short else 0, known=_ranges(uids) if short else ())
        return Lot(replace(place, highest_modseq=modseq), self._there, unlisted=short)

    def _asked_status(self) -> Mapping[bytes, Any]:
        """What the server says of the folder before it is opened, where it has CONDSTORE; else nothing."""
        if not self._client.has_capability("CONDSTORE"):
            return {}
        try:
            return dict(self._client.folder_status(self._name, ["MESSAGES", "UIDVALIDITY", "HIGHESTMODSEQ"]))
        except (IMAPClientAbortError, ProtocolError):
            raise
        except IMAPClientError:
            return {}

    def _is_unchanged(self, said: Mapping[bytes, Any]) -> bool:
        """Whether nothing at all has happened in the folder since it was read."""
        before = self._before
        if not before.highest_modseq or before.missing:
            return False
        same = _number(said.get(b"UIDVALIDITY")) == before.uidvalidity
        return same and _number(said.get(b"HIGHESTMODSEQ")) == before.highest_modseq

    def _opened(self) -> dict[bytes, Any]:
        try:
            return dict(self._client.select_folder(self._name, readonly=True))
        except (IMAPClientAbortError, ProtocolError):
            raise
        except IMAPClientError as fault:
            raise Fault(
                f"The folder {self._name!r} cannot be opened: {says(fault)}. If it was renamed or deleted, choose the "
                "folders of this mailbox anew."
            ) from fault

    def _place(self, opened: Mapping[bytes, Any]) -> Place:
        """Where to go on: at the beginning where the folder's UIDs are not those of before."""
        validity = _number(opened.get(b"UIDVALIDITY"))
        if validity == self._before.uidvalidity:
            return self._before
        return Place(validity)

    def _still_missing(self, place: Place) -> tuple[list[int], Place]:
        """Those that were missing and are still listed; what was deleted meanwhile is missing no more."""
        if not place.missing:
            return [], place
        there = {uid for some in _in_parts(sorted(place.missing), SIZES) for uid in self._client.search(_named(some))}
        return sorted(there & place.missing.keys()), replace(
            place, missing={uid: tries for uid, tries in place.missing.items() if uid in there}
        )

    def _listed(self, first: int) -> Sequence[int]:
        """The UIDs from ``first`` on, each once, in order."""
        wanted = f"{first}:*"  # which names the last mail too, where there is none behind
        if self._there <= LISTED:
            found = array("Q", self._client.search(["UID", wanted])) if self._there else array("Q")
        else:  # by their place in the folder, from its end: what is deleted meanwhile moves only what is still to come
            found = array("Q")
            for last in range(self._there, 0, -LISTED):
                part = self._client.search([f"{max(1, last - LISTED + 1)}:{last}", "UID", wanted])
                found.extend(part)
                if not part:
                    break
        return sorted({uid for uid in found if uid >= first})

    def _lots_of(self, uids: Sequence[int], place: Place) -> Iterator[Lot]:
        sizes = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        for some in self._by_size(uids, sizes):
            mails, missing = self._fetched(some, sizes)
            place = _behind(place, some, missing)
            yield Lot(place, self._there, tuple(mails), tuple((uid, _came(sizes.get(uid, {}))) for uid in missing))

    def _by_size(self, uids: Sequence[int], sizes: Mapping[int, Mapping[bytes, Any]]) -> Iterator[list[int]]:
        some: list[int] = []
        size = 0
        for uid in uids:
            its = min(_number(sizes.get(uid, {}).get(b"RFC822.SIZE")), LONGEST)
            if some and (len(some) >= self.most or size + its > BYTES):
                yield some
                some, size = [], 0
            some.append(uid)
            size += its
        if some:
            yield some

    def _fetched(self, uids: list[int], sizes: Mapping[int, Mapping[bytes, Any]]) -> tuple[list[Mail], list[int]]:
        """The mails of a lot, and those that are not given although they are still there."""
        found = self._bodies([uid for uid in uids if uid not in self._leave], sizes)
        for uid in [uid for uid in uids if uid not in found and uid not in self._leave] if len(uids) > 1 else ():
            found |= self._bodies([uid], sizes)
        lacking = [uid for uid in uids if uid not in found]
        there = set(self._client.search(_named(lacking))) if lacking else set()
        return [found[uid] for uid in uids if uid in found], [uid for uid in lacking if uid in there]

    def _bodies(self, uids: list[int], sizes: Mapping[int, Mapping[bytes, Any]]) -> dict[int, Mail]:
        self.asked = uids
        large = [uid for uid in uids if _number(sizes.get(uid, {}).get(b"RFC822.SIZE")) > LONGEST]
        given = self._ask([uid for uid in uids if uid not in large], "BODY.PEEK[]")
        for uid in large:
            given |= self._ask([uid], f"BODY.PEEK[]<0.{LONGEST}>")
        found = {}
        for uid, answer in given.items():
            raw = next((value for name, value in answer.items() if name.startswith(b"BODY[]")), None)
            if isinstance(raw, bytes) and raw:
                told = sizes.get(uid, {})
                size = _number(told.get(b"RFC822.SIZE")) or len(raw)
                cut = uid in large or len(raw) > LONGEST
                found[uid] = Mail(uid, raw[:LONGEST], _came(told), size, cut=cut)
        return found

    def _ask(self, uids: list[int], what: str) -> dict[int, Mapping[bytes, Any]]:
        """What the server gives for these mails; nothing where it cannot, or gives what nobody can read."""
        try:
            return dict(self._client.fetch(uids, [what])) if uids else {}
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return {}

    def _unlisted(self, first: int, uids: Sequence[int]) -> int:
        """How many mails the server counts from ``first`` on, beyond those that it lists."""
        if not (short := self._short_of(first, uids)):
            return 0
        self._there = int(self._opened().get(b"EXISTS", 0))  # some may have been deleted meanwhile: count anew
        return min(short, self._short_of(first, self._listed(first)))

    def _short_of(self, first: int, uids: Sequence[int]) -> int:
        if first == 1 or not uids:
            return max(0, self._there - len(uids)) if first == 1 else 0
        told = self._client.fetch([uids[0]], ["UID"]).get(uids[0])
        return max(0, self._there - _number(told.get(b"SEQ")) + 1 - len(uids)) if told else 0


def _behind(place: Place, uids: Sequence[int], missing: Sequence[int]) -> Place:
    """Where a folder stands once these mails are kept, save those that are missing."""
    left = {uid: tries for uid, tries in place.missing.items() if uid not in uids}
    left |= {uid: place.missing.get(uid, 0) + 1 for uid in missing}
    known = _ranges(sorted(_all(place.known) | set(uids))) if place.known else ()
    return replace(place, highest_uid=max(place.highest_uid, *uids), missing=left, known=known)


def _unknown(uids: Sequence[int], place: Place) -> list[int]:
    """Those of the listed mails that were not asked for yet."""
    known = _all(place.known) | place.missing.keys()
    return [uid for uid in uids if uid > place.highest_uid or (place.known and uid not in known)]


def _all(known: tuple[tuple[int, int], ...]) -> set[int]:
    return {uid for low, high in known for uid in range(low, high + 1)}


def _ranges(uids: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Ascending UIDs as ranges from first to last."""
    found: list[tuple[int, int]] = []
    for uid in uids:
        if found and found[-1][1] == uid - 1:
            found[-1] = (found[-1][0], uid)
        else:
            found.append((uid, uid))
    return tuple(found)


def _named(uids: Sequence[int]) -> list[str]:
    return ["UID", ",".join(map(str, uids))]


def _came(told: Mapping[bytes, Any]) -> datetime | None:
    at = told.get(b"INTERNALDATE")
    return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else None


def _number(value: object) -> int:
    """A number of an answer; 0 for what is none (NIL, NOMODSEQ)."""
    if isinstance(value, (list, tuple)) and value:
        value = value[0]
    if isinstance(value, bytes) and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and value > 0 else 0


def _in_parts(uids: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), most):
        yield uids[start : start + most]
