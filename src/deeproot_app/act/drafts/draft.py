"""A draft for one customer: out of the template that fits, in their language, in our colleague's voice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from deeproot_app.act.drafts import gather, spoken
from deeproot_app.act.drafts.frame import CannotFill, left_open, one_line, render
from deeproot_app.act.drafts.gather import Fact, Known
from deeproot_app.act.drafts.house import KINDS, LANGUAGES, Words, letters, occasion_of
from deeproot_app.act.models import Template, TemplateVersion
from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Customer

SUBJECT: Final = 300


@dataclass(frozen=True)
class Written:
    """A template and what it is called; 0 for one that came with the house."""

    words: Words
    template: int
    name: str
    language: str


@dataclass(frozen=True)
class Draft:
    """What we might write, and what it rests on. Nothing was sent."""

    subject: str
    text: str
    language: str
    occasion: str
    kind: str
    contact_id: str | None
    resource_id: str | None
    reply_to: str | None
    template: int
    template_name: str
    facts: list[Fact]
    left_open: list[str]
    """What still stands in brackets, for a person to say."""

    def as_json(self) -> dict[str, Any]:
        """What programs are told."""
        return {
            "draft": self.text,
            "subject": self.subject,
            "language": self.language,
            "answers": self.reply_to,
            "to_contact": self.contact_id,
            "rests_on": [fact.id for fact in self.facts],
            "sent": False,
        }


def drafted(
    actor: access.Actor,
    customer: Customer,
    *,
    item: Item | None = None,
    reply_to: str = "",
    resource_id: str = "",
    contact_id: str = "",
    occasion: str = "",
    language: str = "",
    template: int | None = None,
    member_id: str = "",
) -> Draft:
    """The draft for what is asked; where a template speaks of what is not known, the next one that fits.

    Raises UserError for a message, person or template that there is not.
    """
    access.require(actor, "record.see")
    told = gather.known(
        customer, clock.now(), item=item, reply_to=reply_to, resource_id=resource_id, contact_id=contact_id
    )
    wanted = occasion or _occasion(told, item, reply_to)
    spoken_in = language if language in LANGUAGES else told.written_in or spoken.languages([customer])[customer.pk]
    speaker = speaker_of(actor, member_id)
    return write(told, wanted, spoken_in, speaker, template)


def write(told: Known, occasion: str, language: str, speaker: spoken.Speaker, template: int | None = None) -> Draft:
    """The first template of the occasion that all is known for, filled."""
    values = gather.values(told, speaker, language, Organisation.get().name)
    for candidate in _templates(occasion, language, speaker.member_id, template):
        try:
            subject = one_line(render(candidate.words.subject, values))[:SUBJECT]
            text = render(candidate.words.body, values)
        except CannotFill:
            if template is not None:
                raise
            continue
        return _draft(told, occasion, candidate, subject, text)
    raise UserError("No template fits here; write it freely.")


def _draft(told: Known, occasion: str, written: Written, subject: str, text: str) -> Draft:
    return Draft(
        subject=subject,
        text=text,
        language=written.language,
        occasion=occasion,
        kind=KINDS.get(occasion, "care"),
        contact_id=told.contact.pk if told.contact else None,
        resource_id=told.resource.pk if told.resource else None,
        reply_to=told.asked.pk if told.asked else None,
        template=written.template,
        template_name=written.name,
        facts=told.facts(),
        left_open=left_open(f"{subject}\n{text}"),
    )


def speaker_of(actor: access.Actor, member_id: str = "") -> spoken.Speaker:
    """Who writes: the member asked for, else the actor."""
    wanted = member_id or getattr(actor, "member_id", "")
    found = spoken.speakers([wanted]) if wanted else {}
    return found.get(wanted) or spoken.Speaker(wanted, one_line(str(actor)))


def _occasion(told: Known, item: Item | None, reply_to: str) -> str:
    if reply_to:
        return "reply"
    if item is not None:
        return occasion_of(item.reason, told.resource is not None)
    return "resource" if told.resource is not None else "free"


def _templates(occasion: str, language: str, member_id: str, template: int | None) -> Iterator[Written]:
    """Those of the occasion: one's own, the house's, what came with it; then an open letter."""
    if template:
        yield own(template)
        return
    if template is None:
        yield from _kept(occasion, language, member_id)
    known = language if language in LANGUAGES else "en"
    came_with = letters(known)
    yield Written(came_with.get(occasion, came_with["free"]), 0, "what came with Deeproot", known)
    if template is None and occasion != "free":
        yield from _templates("free", language, member_id, None)


def _kept(occasion: str, language: str, member_id: str) -> Iterator[Written]:
    rows = Template.objects.filter(occasion=occasion, language=language, retired_at=None, member_id__in={"", member_id})
    for row in rows.order_by("-member_id", "-pk"):
        if (version := current(row)) is not None:
            yield Written(Words(version.subject, version.body), row.pk, row.name, row.language)


def own(template: int) -> Written:
    """A template by its number. Raises UserError where there is none."""
    row = Template.objects.filter(pk=template if template < 2**63 else 0).first()
    version = current(row) if row else None
    if row is None or version is None:
        raise UserError("There is no such template.")
    return Written(Words(version.subject, version.body), row.pk, row.name, row.language)


def current(row: Template) -> TemplateVersion | None:
    """The version that is used."""
    return row.versions.filter(withdrawn_at=None).order_by("-number").first()
