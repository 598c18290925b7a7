"""Threads in which something is promised, and what each later message means for it.

Made up, labelled, the same each time. The sentences (benchmarks/texts/threads_*.toml) were written, and frozen, before
their author had seen any cue of `outcome`. Each matter has its own promises and deliveries; holding, withdrawing and
the customer's words are shared.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
SIZES = {"en": 255, "de": 45, "fr": 30, "es": 30}
PROMISED = datetime.fromisoformat("2026-05-04T10:30")
NAMES = ("Keller", "Dubois", "Marsh", "Ortega")
MEMBERS = ("Ines", "Paul", "Noor", "Jan")
SCENES: dict[str, tuple[str, ...]] = {
    "delivered": ("done",),
    "delivered, then confirmed": ("done", "confirms"),
    "delivered, not solved": ("done", "not_solved"),
    "put off to a day, delivered, confirmed": ("dated", "done", "confirms"),
    "put off": ("undated",),
    "put off, taken back": ("undated", "said"),
    "taken back": ("said",),
    "something else in the thread": ("unrelated",),
    "the same matter in the thread": ("near",),
    "delivered in another thread": ("done elsewhere",),
    "the same matter in another thread": ("near elsewhere",),
    "two promises, one delivered": ("done of two",),
    "two promises, one put off": ("named of two",),
    "not solved, nothing delivered": ("not_solved",),
    "something of the customer's": ("unrelated_in",),
}
MEANS = {
    "done": "delivers",
    "dated": "holding",
    "named": "holding",
    "undated": "holding",
    "said": "withdraws",
    "not_solved": "not_solved",
    "confirms": "confirms",
}
HEARD = ("not_solved", "confirms", "unrelated_in")


@dataclass(frozen=True)
class Later:
    """A later message, beside the promise it is held against; ``means`` is the label, None where it means nothing.

    ``wording`` is the form it was drawn from, ``new_day`` the day a holding reply names, ``others`` the
    other open promises, ``delivered`` whether something that delivers came before.
    """

    thread: int
    language: str
    scene: str
    promise: str
    text: str
    said_at: datetime
    direction: str
    means: str | None
    wording: str
    same_thread: bool = True
    new_day: date | None = None
    others: tuple[str, ...] = ()
    delivered: bool = False


def threads(seed: int = 3) -> list[list[Later]]:
    """Every thread of the set, in all four languages: 360 of them."""
    told: list[list[Later]] = []
    names = list(SCENES)
    for language, size in SIZES.items():
        chance = random.Random(f"{seed} {language}")
        for turn in range(size):
            teller = Teller(language, len(told) + 1, names[turn % len(names)], chance)
            told.append(list(teller.tell()))
    return told


class Teller:
    """Tells one thread: draws its matter, and the words of each message."""

    def __init__(self, language: str, number: int, scene: str, chance: random.Random) -> None:
        self.language, self.number, self.scene, self.chance = language, number, scene, chance
        self.bank = bank(language)
        self.now = PROMISED + timedelta(days=chance.randrange(60))
        self.names = {"name": chance.choice(NAMES), "member": chance.choice(MEMBERS)}
        self.matter, self.second = chance.sample(self.bank["matter"], 2)

    def tell(self) -> Iterator[Later]:
        promise, delivered = self.promised(self.matter), False
        for step in SCENES[self.scene]:
            what, _, where = step.partition(" ")
            message = self.later(promise, what, same_thread=where != "elsewhere", delivered=delivered)
            delivered = delivered or what == "done"
            if where == "of two":
                other = self.promised(self.second)
                yield replace(message, others=(other,))
                yield replace(message, promise=other, others=(promise,), means=None, new_day=None)
            else:
                yield message

    def promised(self, matter: dict[str, Any]) -> str:
        return self.fill(self.pick(matter["promise"]), matter, when=self.when()[0])

    def later(self, promise: str, what: str, *, same_thread: bool, delivered: bool) -> Later:
        self.now += timedelta(days=self.chance.randrange(1, 4), hours=self.chance.randrange(5))
        when, bare, day = self.when()
        wording = self.pick(self.forms(what))
        said = self.fill(wording, self.matter, when=when, when_bare=bare)
        direction = "in" if what in HEARD else "out"
        return Later(
            self.number,
            self.language,
            self.scene,
            promise,
            self.framed(said, ours=direction == "out"),
            self.now,
            direction,
            MEANS.get(what),
            wording,
            same_thread,
            day if what in ("dated", "named") else None,
            delivered=delivered,
        )

    def forms(self, what: str) -> list[str]:
        """The wordings of such a message: its matter's own, or those that all share."""
        if what == "named":
            return [form for form in self.bank["holding"]["dated"] if "hing}" in form]
        banks = (self.matter, *(self.bank[part] for part in ("other", "holding", "withdraws", "customer")))
        return next(each[what] for each in banks if what in each)

    def when(self) -> tuple[str, str, date]:
        """A day soon after now: in a sentence, bare, and the day itself."""
        says = self.bank["when"]
        ahead = self.now + timedelta(days=self.chance.randrange(2, 6))
        while ahead.weekday() > 4:
            ahead += timedelta(days=1)
        form, bare = self.chance.choice(says["forms"])
        if "{" not in form:
            return form, bare, (self.now + timedelta(days=1)).date()
        facts = {"day": says["days"].split()[ahead.weekday()], "month": says["months"].split()[ahead.month - 1]}
        return form.format(n=ahead.day, **facts), bare.format(n=ahead.day, **facts), ahead.date()

    def fill(self, form: str, matter: dict[str, Any], **more: str) -> str:
        thing = matter["thing"]
        return form.format(thing=thing, Thing=thing[0].upper() + thing[1:], **more)

    def framed(self, said: str, *, ours: bool) -> str:
        frame = self.bank["frame"]
        opens, closes = (self.pick(frame[part]).format(**self.names) for part in ("opens", "closes"))
        extra = self.pick(frame["extra"]) if ours else ""
        middle = f"{extra} {said}" if self.chance.random() < 0.5 else f"{said} {extra}"
        return "\n\n".join(part for part in (opens, middle.strip(), closes) if part)

    def pick(self, words: list[str]) -> str:
        return self.chance.choice(words)


@cache
def bank(language: str) -> dict[str, Any]:
    with (TEXTS / f"threads_{language}.toml").open("rb") as file:
        return tomllib.load(file)
