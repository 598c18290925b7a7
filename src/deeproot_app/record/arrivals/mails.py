"""Arrivals that are mails: read one by one, then placed and written by the road of mail from files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deeproot_app.channels.shapes import Received
from deeproot_app.record.arrivals.rows import Outcome, Writing
from deeproot_app.record.arrivals.waiting import ADDRESS, Wait
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.mail.prepare import SOURCE, PreparingMail
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.references import References
from deeproot_app.record.importing.store import Store


@dataclass
class Mails:
    """A block of mails, taken apart."""

    block: Block
    mails: dict[int, Received]
    refused: Refusals
    preparing: PreparingMail
    faults: dict[int, str] = field(default_factory=dict)
    """Of the arrivals that are no mails: why, in a clause."""

    def keep(self, arrivals: set[int]) -> None:
        """Go on with these alone: the others were read by somebody else meanwhile."""
        gone = {place for place, arrival in enumerate(self.block.lines) if arrival not in arrivals}
        if gone:
            staying = [place for place in range(len(self.block.lines)) if place not in gone]
            at = {place: new for new, place in enumerate(staying)}
            self.block.lines = [self.block.lines[place] for place in staying]
            self.block.texts = [self.block.texts[place] for place in staying]
            self.block.cells = [self.block.cells[place] for place in staying]
            self.mails = {at[place]: mail for place, mail in self.mails.items() if place in at}
            self.refused = defaultdict(list, {at[place]: one for place, one in self.refused.items() if place in at})


def read(
    given: Iterable[tuple[int, str, bytes, Mapping[str, Any]]],
    store: Store,
    *,
    creates_customers: bool,
    address: str = "",
) -> Mails:
    """The mails of some arrivals: (number, key, bytes, headers) of each. Asks nobody.

    ``address``: of a mailbox to which copies and forwards are sent.
    """
    block = Block()
    for number, _, raw, headers in given:
        block.lines.append(number)
        block.texts.append(raw.decode("latin-1"))
        arrived = headers.get("arrived")
        block.cells.append(
            [
                str(headers.get("name") or ""),
                arrived if isinstance(arrived, str) else "",
                "cut" if headers.get("cut") else "",
                "",
            ]
        )
    refused: Refusals = defaultdict(list)
    preparing = PreparingMail(store, creates_customers=creates_customers, address=address)
    mails = preparing.parsed(block, refused)
    faults = {block.lines[place]: some[0][1] for place, some in refused.items()}
    return Mails(block, mails, refused, preparing, faults)


def write(found: Mails, writing: Writing) -> Outcome:
    """Place and write the mails, in the transaction at hand; those that are nobody's wait for who is on them."""
    done = writing.done
    unreadable = set(found.refused)
    parts = found.preparing.placed(found.block, found.mails, found.refused)
    done.erased.update(found.block.lines[place] for place in found.preparing.of_erased)
    for place in found.preparing.suspect:
        found.faults[found.block.lines[place]] = found.refused[place][0][1]
    references = References(writing.store, SOURCE, creates_customers=False)
    for part in parts:
        made = references.follow(part, found.refused)
        part.without(found.refused)
        if len(part.shape.key) == 1:
            ids = {str(value) for value in part.columns[part.shape.key[0]] if value is not None}
            references.coming.setdefault(part.shape.name, set()).update(ids)
        for one in (*made, part):
            writing.write_part(one)
    _tell(found, parts, unreadable, done)
    return done


def _tell(found: Mails, parts: list[Prepared], unreadable: set[int], done: Outcome) -> None:
    """Which rows came of each mail, and what it waits for."""
    for part in parts:
        if part.shape.name == "interactions":
            for place, interaction in zip(part.places, part.columns["interaction_id"], strict=True):
                if place >= 0:
                    done.rows[found.block.lines[place]].append(["interactions", str(interaction)])
                    done.recorded["interactions"].add(str(interaction))
    _share(found, done)
    for place, mail in found.mails.items():
        arrival = found.block.lines[place]
        waits = _waits(found, place, mail)
        if waits:
            done.waits[arrival] = waits
        if place in found.refused and place not in unreadable:
            done.reasons[arrival] = _reason(found.refused[place][0][1])


def _share(found: Mails, done: Outcome) -> None:
    """Of a mail that arrived several times in the block, say of each arrival which rows it is."""
    rows: dict[str, list[list[str]]] = {}
    taken = [(found.block.lines[place], mail.id) for place, mail in found.mails.items() if place not in found.refused]
    for arrival, mail in taken:
        rows.setdefault(mail, []).extend(one for one in done.rows[arrival] if one not in rows.get(mail, []))
    for arrival, mail in taken:
        done.rows[arrival] = list(rows[mail])


def _waits(found: Mails, place: int, mail: Received) -> list[Wait]:
    """Whoever is on it and is nobody's yet; of a mail among colleagues, the conversation that it continues."""
    strangers = found.preparing.people.strangers(mail) if found.preparing.people else []
    waits: list[Wait] = [(ADDRESS, address) for address in strangers]
    if not strangers and place in found.refused:
        waits = [("interactions", f"{SOURCE}:{parent}") for parent in mail.parents]
    return waits


def _reason(reason: str) -> str:
    return reason.partition("; import their contact")[0]
