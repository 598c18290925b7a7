"""Templates of one's own and of the house: made, given a new version, retired, and back again."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.http import Http404

from deeproot_app.act.drafts import frame, house
from deeproot_app.act.drafts.fields import FIELDS
from deeproot_app.act.models import Template, TemplateVersion
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

OWN: Final = "touch.send"
"""The act that one's own templates take."""
OF_HOUSE: Final = "library.change"
"""The act that the house's take: they speak for everybody."""
VERSIONS: Final = 200


def listed(actor: access.Actor) -> QuerySet[Template]:
    """The house's templates and one's own that are used, by name."""
    access.require(actor, "record.see")
    mine = getattr(actor, "member_id", "")
    found = Template.objects.filter(Q(member_id="") | Q(member_id=mine), retired_at=None)
    return found.order_by("occasion", "language", "name", "pk")


def one(actor: access.Actor, template: int) -> Template:
    """One of them; retired ones too. Raises Http404 where there is none, or it is another's own."""
    access.require(actor, "record.see")
    mine = getattr(actor, "member_id", "")
    found = Template.objects.filter(pk=template if template < 2**63 else 0).first()
    if found is None or found.member_id not in ("", mine):
        raise Http404("There is no such template.")
    return found


def may_change(actor: access.Actor, row: Template | None, of_house: bool) -> bool:
    """Whether the actor may change the house's, or this one of their own."""
    return access.allows(actor, OF_HOUSE if of_house or (row is not None and not row.member_id) else OWN)


@transaction.atomic
def add(
    actor: access.Actor, name: str, occasion: str, language: str, subject: str, body: str, own: bool = True
) -> Template:
    """A new template. Raises UserError for what no template can hold, with its line."""
    access.require(actor, OWN if own else OF_HOUSE)
    named = frame.one_line(name)[:120]
    if not named:
        raise UserError("Give the template a name.")
    if occasion not in house.OCCASIONS:
        raise UserError(f"An occasion is one of {', '.join(house.OCCASIONS)}.")
    if language not in house.LANGUAGES:
        raise UserError(f"A template is in one of {', '.join(house.LANGUAGES)}.")
    mine = getattr(actor, "member_id", "") if own else ""
    if own and not mine:
        raise UserError("You are none of the record's members, and can have no templates of your own.")
    row = Template.objects.create(name=named, occasion=occasion, language=language, member_id=mine, made_at=clock.now())
    _version(actor, row, subject, body)
    audit.write(actor, "template.add", row, occasion=occasion, language=language)
    return row


@transaction.atomic
def change(actor: access.Actor, template: int, subject: str, body: str) -> TemplateVersion:
    """A new version; the earlier ones are kept. Raises UserError for what no template can hold."""
    row = _mine(actor, template)
    made = _version(actor, row, subject, body)
    audit.write(actor, "template.change", row, number=made.number)
    return made


@transaction.atomic
def retire(actor: access.Actor, template: int) -> Template:
    """Use it no more, or again where it was retired."""
    row = _mine(actor, template)
    row.retired_at = None if row.retired_at else clock.now()
    row.save(update_fields=["retired_at"])
    audit.write(actor, "template.retire" if row.retired_at else "template.undo", row)
    return row


@transaction.atomic
def go_back(actor: access.Actor, template: int) -> TemplateVersion:
    """Withdraw the latest version: the one before it is used again. Raises UserError where there is none."""
    row = _mine(actor, template)
    used = list(row.versions.filter(withdrawn_at=None).order_by("-number")[:2])
    if len(used) < 2:
        raise UserError("There is no earlier version; retire the template instead.")
    used[0].withdrawn_at = clock.now()
    used[0].save(update_fields=["withdrawn_at"])
    audit.write(actor, "template.undo", row, number=used[0].number)
    return used[1]


def previewed(subject: str, body: str) -> tuple[str, str]:
    """The template with the example of each field. Raises UserError for what no template can hold."""
    examples = {name: field.example for name, field in FIELDS.items()}
    frame.check(subject)
    frame.check(body)
    return frame.one_line(frame.render(subject, examples)), frame.render(body, examples)


def _mine(actor: access.Actor, template: int) -> Template:
    row = one(actor, template)
    access.require(actor, OWN if row.member_id else OF_HOUSE)
    return Template.objects.select_for_update().get(pk=row.pk)


def _version(actor: access.Actor, row: Template, subject: str, body: str) -> TemplateVersion:
    previewed(subject, body)
    if not body.strip():
        raise UserError("A template needs words.")
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    if last >= VERSIONS:
        raise UserError(f"A template has at most {VERSIONS} versions; make a new one.")
    return TemplateVersion.objects.create(
        template=row, number=last + 1, subject=subject.strip(), body=body.replace("\r\n", "\n").strip(),
        made_at=clock.now(), by=actor if isinstance(actor, User) else None, actor=str(getattr(actor, "email", "")),
    )  # fmt: skip
