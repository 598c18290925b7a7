"""What somebody says on their page: kept as their own word, told in their story, and waiting for us where it must.

That a case is solved is theirs to say, and holds at once; so does that it is not, or that a promise was not kept. What
they correct of themselves waits for one of us (`deciding`): whoever got hold of a link changes no address by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django.db import transaction

from deeproot_app.act.models import OwnPage, PageWord
from deeproot_app.act.own_page import shown
from deeproot_app.act.surveys import heard
from deeproot_app.act.surveys.answering import clean
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record import acted, cases, promises
from deeproot_app.record.identity.addresses import normalised

About = PageWord.About
LONGEST: Final = 4_000
"""Characters of what is said at once."""
KEY: Final = re.compile(r"[0-9a-f]{32}")
SOURCE: Final = "page"


class Wrong(UserError):  # noqa: N818 - what the page says
    """What cannot be kept; ``why``: `empty`, `long`, `same`, `email`, `phone`, `timezone`, `gone`."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__("This cannot be kept as it was given.")


@dataclass(frozen=True)
class Saying:
    """What was sent from the page."""

    key: str
    about: str
    row_id: str = ""
    answer: str = ""
    """Of a case `solved` or `not_solved`; of a promise `not_done`."""
    field: str = ""
    words: str = ""


@dataclass(frozen=True)
class Heard:
    """How a saying stands in the story, and what it changes."""

    body: str
    kind: str | None
    needs_answer: bool
    case_id: str | None = None
    field: str = ""
    before: str = ""
    said: str = ""


def say(own: OwnPage, saying: Saying, at: datetime | None = None) -> PageWord:
    """Keep what somebody says on their page; the same key again changes nothing.

    Raises Wrong for what cannot be kept.
    """
    now = at or clock.now()
    if not KEY.fullmatch(saying.key):
        raise Wrong("gone")
    words = clean(saying.words)
    if len(words) > LONGEST:
        raise Wrong("long")
    with transaction.atomic():
        held = OwnPage.objects.select_for_update(of=("self",)).select_related(*OWN_NEEDS).get(pk=own.pk)
        if (said := PageWord.objects.filter(key=saying.key).first()) is not None:
            return said
        found = READ[About(saying.about)](held, saying, words, now)
        return _keep(held, saying, found, words, now)


OWN_NEEDS: Final = ("customer__merged_into", "contact__customer__merged_into")


def _of_fact(own: OwnPage, saying: Saying, words: str, now: datetime) -> Heard:
    if saying.field not in shown.FIELDS:
        raise Wrong("gone")
    before = str(getattr(own.contact, saying.field) or "")
    if not words:
        raise Wrong("empty")
    value = _valid(own, saying.field, words)
    if value == before:
        raise Wrong("same")
    body = f"Please correct my {NAMES[saying.field]}: {value}" + (f" (it says {before})" if before else "")
    return Heard(body, "request", True, field=saying.field, before=before, said=value)


NAMES: Final = {"name": "name", "email": "e-mail address", "phone": "phone number", "timezone": "time zone"}


def _valid(own: OwnPage, field: str, words: str) -> str:
    if field in ("email", "phone"):
        try:
            return normalised(field, words, own.contact)
        except UserError:
            raise Wrong(field) from None
    if field == "timezone" and words not in available_timezones():
        raise Wrong("timezone")
    return " ".join(words.split())[:300]


def _of_promise(own: OwnPage, saying: Saying, words: str, now: datetime) -> Heard:
    found = {one.id: one for one in shown.promises(own.contact.customer.leader, now)}.get(saying.row_id)
    if found is None or saying.answer != "not_done":
        raise Wrong("gone")
    if found.kept_at is not None:
        promises.reopen(access.UNASKED, found.id, said_in=f"{SOURCE}:{saying.key}")
    body = f"You promised: “{found.text}” It is not done." + (f"\n\n{words}" if words else "")
    return Heard(body, "complaint", True, said=words or saying.answer)


def _of_case(own: OwnPage, saying: Saying, words: str, now: datetime) -> Heard:
    found = {one.id: one for one in shown.cases(own.contact, now)}.get(saying.row_id)
    if found is None or saying.answer not in ("solved", "not_solved"):
        raise Wrong("gone")
    solved = saying.answer == "solved"
    cases.confirm(access.UNASKED, found.id, solved, now)
    body = ("It is solved." if solved else "It is not solved.") + (f"\n\n{words}" if words else "")
    return Heard(body, "thanks" if solved else "complaint", not solved, found.id, said=words or saying.answer)


def _of_other(own: OwnPage, saying: Saying, words: str, now: datetime) -> Heard:
    if not words:
        raise Wrong("empty")
    return Heard(words, None, True, said=words)


READ: Final = {About.FACT: _of_fact, About.PROMISE: _of_promise, About.CASE: _of_case, About.OTHER: _of_other}


def _keep(own: OwnPage, saying: Saying, found: Heard, words: str, now: datetime) -> PageWord:
    row: dict[str, Any] = {
        "interaction_id": f"{SOURCE}:{saying.key}", "customer_id": own.contact.customer_id, "channel": "chat",
        "direction": "in", "kind": found.kind, "happened_at": now, "contact_id": own.contact_id,
        "thread_id": f"{SOURCE}:{own.pk}", "case_id": found.case_id, "subject": "On their page", "body": found.body,
        "needs_answer": found.needs_answer, "personal": True,
    }  # fmt: skip
    acted.record_many([row])
    word = PageWord.objects.create(
        page=own, key=saying.key, at=now, about=saying.about, row_id=saying.row_id[:300], field=found.field,
        before=found.before, said=found.said, interaction_id=row["interaction_id"],
    )  # fmt: skip
    heard.tell()
    audit.write(access.UNASKED, "own_page.said", own, about=saying.about)
    return word
