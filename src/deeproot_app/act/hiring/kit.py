"""The kit: questions in an order, changed in versions, retired and brought back.

Until one of us changes it there are no rows: the questions given stand, and newer ones come with the program. The first
change writes them all down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.http import Http404
from django.utils.text import slugify

from deeproot_app.act.hiring.given import BY_KEY, GIVEN, Asked
from deeproot_app.act.models import CultureQuestion, CultureQuestionVersion
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError

ACT: Final = "hiring.manage"
MOST: Final = 60
MOST_VERSIONS: Final = 100
LONGEST: Final = 2_000
ANCHORS: Final = 4


@dataclass(frozen=True)
class Question:
    """A question of the kit as it stands."""

    asked: Asked
    number: int
    """Of its version."""
    retired_at: datetime | None = None


def kit() -> list[Question]:
    """All questions in their order, those retired last. Two queries."""
    rows = list(CultureQuestion.objects.order_by("position", "pk"))
    if not rows:
        return [Question(one, 1) for one in GIVEN]
    versions = {(one.question_id, one.number): one for one in CultureQuestionVersion.objects.filter(question__in=rows)}
    told = [Question(_asked(row.key, versions[row.pk, row.version]), row.version, row.retired_at) for row in rows]
    return [one for one in told if not one.retired_at] + [one for one in told if one.retired_at]


def _asked(key: str, said: CultureQuestionVersion) -> Asked:
    return Asked(key, said.theme, said.text, said.good, said.warning, tuple(said.anchors))


def one(key: str) -> Question:
    """A question by its key. Raises Http404."""
    found = next((one for one in kit() if one.asked.key == key), None)
    if found is None:
        raise Http404("There is no such question.")
    return found


def versions(key: str) -> list[tuple[int, Asked, datetime | None, str]]:
    """What a question said, the latest first: (number, words, when, who); of one that was never changed, as given."""
    row = CultureQuestion.objects.filter(key=key).first()
    if row is None:
        return [(1, BY_KEY[key], None, "")] if key in BY_KEY else []
    said = CultureQuestionVersion.objects.filter(question=row).order_by("-number")
    return [(one.number, _asked(key, one), one.at, one.actor) for one in said]


@transaction.atomic
def add(actor: access.Actor, said: Asked) -> str:
    """A question of one's own, at the end; give its key. Raises UserError for what no question can be."""
    access.require(actor, ACT)
    _refuse(said)
    _write_down(actor)
    if CultureQuestion.objects.count() >= MOST:
        raise UserError(f"A kit holds {MOST} questions, with those retired; change one instead.")
    key = _free_key(said.theme)
    last = CultureQuestion.objects.order_by("-position").values_list("position", flat=True).first() or 0
    row = CultureQuestion.objects.create(key=key, position=last + 1)
    _version(actor, row, said)
    audit.write(actor, "hiring.question", row, key=key)
    return key


@transaction.atomic
def change(actor: access.Actor, key: str, said: Asked, upon: int) -> int:
    """Say a question otherwise, upon the version that one saw; sheets that were made keep what they have.

    Raises UserError where somebody changed it meanwhile, and for what no question can be.
    """
    access.require(actor, ACT)
    _refuse(said)
    row = _row(actor, key)
    if row.version != upon:
        raise UserError("Somebody changed this question meanwhile; look at it, and save yours again.")
    if row.version >= MOST_VERSIONS:
        raise UserError(f"A question has at most {MOST_VERSIONS} versions; add a new one.")
    row.version += 1
    row.save(update_fields=["version"])
    _version(actor, row, said)
    audit.write(actor, "hiring.question", row, key=key, version=row.version)
    return row.version


@transaction.atomic
def go_back(actor: access.Actor, key: str, number: int) -> int:
    """Let an earlier version stand again, as a new one. Raises Http404 for a version there is none of."""
    access.require(actor, ACT)
    row = _row(actor, key)
    before = CultureQuestionVersion.objects.filter(question=row, number=min(number, MOST_VERSIONS)).first()
    if before is None:
        raise Http404("There is no such version.")
    return change(actor, key, _asked(key, before), row.version)


@transaction.atomic
def retire(actor: access.Actor, key: str, *, back: bool = False) -> None:
    """Ask it no more; or, with ``back``, again. Raises UserError where that is so already."""
    access.require(actor, ACT)
    row = _row(actor, key)
    if (row.retired_at is None) == back:
        raise UserError("This was done already.")
    row.retired_at = None if back else clock.now()
    row.save(update_fields=["retired_at"])
    audit.write(actor, "hiring.question", row, key=key, retired=not back)


@transaction.atomic
def move(actor: access.Actor, key: str, up: bool) -> None:
    """Ask it one place earlier, or later; at the end of the order nothing happens."""
    access.require(actor, ACT)
    _row(actor, key)
    rows = list(CultureQuestion.objects.select_for_update().filter(retired_at=None).order_by("position", "pk"))
    place = next((n for n, row in enumerate(rows) if row.key == key), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, 1):
        row.position = position
    CultureQuestion.objects.bulk_update(rows, ("position",))
    audit.write(actor, "hiring.question", rows[other], key=key, moved="up" if up else "down")


def _row(actor: access.Actor, key: str) -> CultureQuestion:
    _write_down(actor)
    row = CultureQuestion.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise Http404("There is no such question.")
    return row


def _write_down(actor: access.Actor) -> None:
    """The questions given, as rows: from here on the kit is the company's."""
    if CultureQuestion.objects.exists():
        return
    rows = [CultureQuestion(key=one.key, position=place) for place, one in enumerate(GIVEN, 1)]
    for row, said in zip(CultureQuestion.objects.bulk_create(rows), GIVEN, strict=True):
        _version(actor, row, said)


def _version(actor: access.Actor, row: CultureQuestion, said: Asked) -> None:
    CultureQuestionVersion.objects.create(
        question=row, number=row.version, theme=said.theme.strip(), text=said.text.strip(), good=said.good.strip(),
        warning=said.warning.strip(), anchors=[one.strip() for one in said.anchors], at=clock.now(),
        actor=str(actor)[:254],
    )  # fmt: skip


def _free_key(theme: str) -> str:
    begins = slugify(theme)[:30] or "question"
    taken = set(CultureQuestion.objects.filter(key__startswith=begins).values_list("key", flat=True))
    return next(key for n in range(1, MOST + 2) if (key := begins if n == 1 else f"{begins}-{n}") not in taken)


def _refuse(said: Asked) -> None:
    if not said.theme.strip() or len(said.theme) > 80:
        raise UserError("Give the theme in up to 80 characters.")
    if not said.text.strip() or not said.good.strip() or not said.warning.strip():
        raise UserError("Say what is asked, what good answers show, and what is a warning sign.")
    if len(said.anchors) != ANCHORS or not all(one.strip() for one in said.anchors):
        raise UserError("Say what an answer is like that is worth 1, 2, 3 and 4: without it, scores mean nothing.")
    if max(len(text) for text in (said.text, said.good, said.warning, *said.anchors)) > LONGEST:
        raise UserError(f"Say it in up to {LONGEST:,} characters each.")


def on_a_sheet(keys: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The questions in use as they stand now, for a new sheet: these, or all."""
    return [
        each.asked.document(each.number) for each in kit()
        if not each.retired_at and (not keys or each.asked.key in keys)
    ]  # fmt: skip
