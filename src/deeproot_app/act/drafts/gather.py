"""The facts that a draft rests on: what the customer asked, what we owe, what they need, what we have for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from deeproot.plan.needs import WANTED
from deeproot_app.act.drafts import dates, spoken
from deeproot_app.act.drafts.frame import one_line
from deeproot_app.act.drafts.house import OWED
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.plan.library import shelf
from deeproot_app.plan.library.sharing import shared_at
from deeproot_app.plan.models import Edition, Item
from deeproot_app.record.models import Belief, Contact, Customer, Interaction, Promise, Resource
from deeproot_app.understand import promises

Day = Callable[[datetime], str]
"""How a day is written."""
PATIENCE: Final = 2
"""Days after which waiting is spoken of."""
QUOTED: Final = 300
NEVER: Final = datetime.min.replace(tzinfo=UTC)
OWED_AT_MOST: Final = 3


@dataclass(frozen=True)
class Fact:
    """One fact that a draft rests on: what it is, and the row it stands in."""

    what: str
    """interaction, promise, belief, resource"""
    id: str
    says: str
    at: datetime | None = None
    assumed: bool = False


@dataclass
class Known:
    """What is known for a draft to one customer, at a moment."""

    customer: Customer
    now: datetime
    contact: Contact | None = None
    asked: Interaction | None = None
    owed: list[Promise] = field(default_factory=list)
    need: Belief | None = None
    resource: Resource | None = None
    editions: dict[str, Edition] = field(default_factory=dict)
    last: Interaction | None = None
    written_in: str | None = None
    """The language of the message that is answered, where it tells."""

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.customer, self.contact)

    def facts(self) -> list[Fact]:
        """What it rests on, as the page shows it beside the draft."""
        found = []
        if self.asked is not None:
            text = getattr(self.asked, "text", None)
            said = one_line(text.subject or text.body[:QUOTED]) if text else self.asked.channel
            found.append(Fact("interaction", self.asked.pk, f"They wrote: “{said[:QUOTED]}”", self.asked.happened_at))
        for promise in self.owed:
            due = promise.moved_to or promise.due_at
            found.append(Fact("promise", promise.pk, f"We promised: “{one_line(promise.text)[:QUOTED]}”", due))
        if self.need is not None:
            assumed = not self.need.evidence
            says = f"They need: {one_line(self.need.text)[:QUOTED]}"
            found.append(Fact("belief", self.need.pk, says, self.need.confirmed_at or self.need.from_at, assumed))
        if self.resource is not None:
            found.append(Fact("resource", self.resource.pk, f"In the library: {self.resource.title}"))
        if self.last is not None and (self.asked is None or self.asked.pk != self.last.pk):
            found.append(Fact("interaction", self.last.pk, "The last word between us", self.last.happened_at))
        return found


def known(
    customer: Customer,
    now: datetime,
    *,
    item: Item | None = None,
    reply_to: str = "",
    resource_id: str = "",
    contact_id: str = "",
) -> Known:
    """What a draft to this customer can speak of. Raises UserError for a message or a person that is not theirs."""
    found = Known(customer, now)
    found.asked = _asked(customer, now, item, reply_to)
    found.owed = _owed(customer, now, found.asked, item)
    found.contact = _contact(customer, contact_id, found.asked)
    if found.asked is not None and (text := getattr(found.asked, "text", None)):
        found.written_in = spoken.of_text(text.body)
    offer = (item.offer if item else None) or {}
    wanted = resource_id or offer.get("resource_id") or ""
    found.resource = Resource.objects.filter(pk=wanted).first() if wanted else None
    if found.resource is not None:
        found.editions = shelf.current([found.resource.pk]).get(found.resource.pk, {})
        same = offer.get("belief_id") if offer.get("resource_id") == found.resource.pk else None
        found.need = _need(customer, now, same, found.resource)
    found.last = _last(customer, now)
    return found


def values(told: Known, speaker: spoken.Speaker, language: str, company: str) -> dict[str, str]:
    """The fields that have a value, in that language."""

    def day(moment: datetime) -> str:
        return dates.written(moment, language, told.zone, told.now)

    name = one_line(told.contact.name or "") if told.contact else ""
    found = {
        "greeting": speaker.greets(name, language),
        "contact": name,
        "first_name": spoken.first_name(name),
        "customer": one_line(told.customer.name),
        "company": one_line(company),
        "our_name": speaker.name,
        "signature": speaker.signs(language),
        "today": day(told.now),
        "last_spoke": day(told.last.happened_at) if told.last else "",
    }
    return found | _of_message(told, day) | _of_promises(told, day, language) | _of_resource(told, language)


def _of_message(told: Known, day: Day) -> dict[str, str]:
    if told.asked is None:
        return {}
    text, waited = getattr(told.asked, "text", None), (told.now - told.asked.happened_at).days
    return {
        "asked_on": day(told.asked.happened_at),
        "asked_about": one_line(text.subject)[:QUOTED] if text else "",
        "waited_days": str(waited) if told.asked.needs_answer and waited >= PATIENCE else "",
    }


def _of_promises(told: Known, day: Day, language: str) -> dict[str, str]:
    """What we owe in whole sentences; of the first of it also the words and the day."""
    if not told.owed:
        return {}
    late, open_ = OWED.get(language, OWED["en"])
    sentences = []
    for promise in told.owed:
        due = promise.moved_to or promise.due_at
        assert due is not None
        form = late if promises.is_overdue(promise, told.now) else open_
        sentences.append(form.format(day=day(due), text=one_line(promise.text)[:QUOTED]))
    first = told.owed[0]
    due = first.moved_to or first.due_at
    assert due is not None
    return {
        "owed": "\n".join(sentences),
        "promise": one_line(first.text)[:QUOTED],
        "promise_due": day(due),
        "promise_late": str((told.now - due).days) if promises.is_overdue(first, told.now) else "",
    }


def _of_resource(told: Known, language: str) -> dict[str, str]:
    if told.resource is None:
        return {}
    edition = shelf.in_language(told.editions, language)
    return {
        "need": need_said(told.need, language) if told.need else "",
        "resource": one_line(edition.title if edition else told.resource.title),
        "resource_says": one_line(edition.says) if edition else "",
        "resource_link": shared_at(edition) if edition else "",
    }


def need_said(need: Belief, language: str) -> str:
    """A need within a sentence that says they told us: empty where we only assume it, or noted it in other words.

    A note in another language than the letter's would stand in it as a foreign body.
    """
    if not need.evidence or (spoken.of_text(need.text) or "en") != language:
        return ""
    return one_line(need.text)[:QUOTED].rstrip(" .")


def zone_of(customer: Customer, contact: Contact | None = None) -> ZoneInfo:
    """Whose days a letter speaks of."""
    named = (contact.timezone if contact else None) or customer.timezone or Organisation.get().timezone or "UTC"
    try:
        return ZoneInfo(named)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _asked(customer: Customer, now: datetime, item: Item | None, reply_to: str) -> Interaction | None:
    """The message that is answered: the one asked for, or the one the item is about."""
    rows = Interaction.objects.select_related("text", "contact").filter(customer__in=customer.ids, happened_at__lte=now)
    if reply_to:
        found = rows.filter(pk=reply_to.replace("\x00", ""), direction__in=("in", "both"), automatic=False).first()
        if found is None:
            raise UserError("This customer wrote no such message.")
        return found
    if item is None or item.reason not in ("unanswered", "complaint_went_silent"):
        return None
    return rows.filter(pk__in=item.evidence, direction="in").order_by("-happened_at", "-interaction_id").first()


def _owed(customer: Customer, now: datetime, asked: Interaction | None, item: Item | None) -> list[Promise]:
    """What we owe them that this draft may be about: what the item names, overdue, or promised in this conversation."""
    open_ = promises.in_state("open", now).filter(customer__in=customer.ids).exclude(Q(due=None))
    listed = list(open_.order_by(F("due"), "promise_id")[:20])
    named = {item.subject, *item.evidence} if item is not None and item.reason.startswith("promise") else set()
    here: set[str] = set()
    if asked is not None and asked.thread_id:
        thread = Interaction.objects.filter(customer__in=customer.ids, thread_id=asked.thread_id)
        here = set(thread.values_list("pk", flat=True)[:500])
    about = [row for row in listed if row.pk in named or promises.is_overdue(row, now) or row.made_in in here]
    return sorted(about, key=lambda row: row.pk not in named)[:OWED_AT_MOST]


def _contact(customer: Customer, contact_id: str, asked: Interaction | None) -> Contact | None:
    """The one asked for, else who wrote the message, else who wrote to us last."""
    rows = list(Contact.objects.filter(customer__in=customer.ids).order_by("contact_id")[:200])
    by_id = {row.pk: row for row in rows}
    if contact_id:
        if contact_id not in by_id:
            raise UserError("This customer has no such person.")
        return by_id[contact_id]
    if asked is not None and asked.contact_id in by_id:
        return by_id[asked.contact_id]
    last = spoken.who_wrote_last(customer)
    known = [row for row in rows if row.email and row.merged_into_id is None]
    return max(known, key=lambda row: last.get(row.pk) or NEVER, default=None)


def _need(customer: Customer, now: datetime, belief_id: str | None, resource: Resource) -> Belief | None:
    """The need that the resource serves: the one it was offered for, else the nearest that it fits."""
    live = Q(until=None) | Q(until__gt=now)
    held = Belief.objects.filter(live, customer__in=customer.ids, about__in=WANTED, from_at__lte=now)
    if belief_id and (found := held.filter(pk=belief_id).first()):
        return found
    rows = list(held.order_by("horizon", "-from_at")[:20])
    served = shelf.shelf().best([row.text for row in rows]) if rows else []
    fitting = (row for row, best in zip(rows, served, strict=True) if resource.pk in {one.resource_id for one in best})
    return next(fitting, None)


def _last(customer: Customer, now: datetime) -> Interaction | None:
    rows = Interaction.objects.filter(customer__in=customer.ids, happened_at__lte=now, automatic=False)
    return rows.exclude(direction="internal").order_by("-happened_at", "-interaction_id").first()
