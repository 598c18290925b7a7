"""A draft of a reply out of facts of the record: a plain frame, no model; what only a person knows is left open."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.record.models import Customer, Interaction, Member, Promise
from deeproot_app.understand import promises

FRAMES: Final = {
    "en": {
        "hello": "Hello {name},",
        "hello_all": "Hello,",
        "thanks": "thank you for your message of {day} about “{subject}”.",
        "thanks_plain": "thank you for your message of {day}.",
        "late": "You have waited {days} days for an answer. I am sorry.",
        "overdue": "We promised you by {day}: “{text}”. That day has passed, and I am sorry.",
        "open": "What we promised you by {day} stands: “{text}”.",
        "answer": "[Your answer]",
        "next": "[What happens next, and by when]",
        "bye": "Kind regards",
    },
    "de": {
        "hello": "Guten Tag {name},",
        "hello_all": "Guten Tag,",
        "thanks": "vielen Dank für Ihre Nachricht vom {day} zu „{subject}“.",
        "thanks_plain": "vielen Dank für Ihre Nachricht vom {day}.",
        "late": "Sie warten seit {days} Tagen auf eine Antwort. Das tut mir leid.",
        "overdue": "Wir haben Ihnen bis {day} versprochen: „{text}“. Der Tag ist vorbei, und das tut mir leid.",
        "open": "Was wir Ihnen bis {day} versprochen haben, gilt: „{text}“.",
        "answer": "[Ihre Antwort]",
        "next": "[Was als Nächstes geschieht, und bis wann]",
        "bye": "Freundliche Grüße",
    },
    "fr": {
        "hello": "Bonjour {name},",
        "hello_all": "Bonjour,",
        "thanks": "merci pour votre message du {day} au sujet de « {subject} ».",
        "thanks_plain": "merci pour votre message du {day}.",
        "late": "Vous attendez une réponse depuis {days} jours. Je vous prie de m’en excuser.",
        "overdue": "Nous vous avions promis pour le {day} : « {text} ». Ce jour est passé, et j’en suis désolé.",
        "open": "Ce que nous vous avons promis pour le {day} tient toujours : « {text} ».",
        "answer": "[Votre réponse]",
        "next": "[Ce qui se passe ensuite, et pour quand]",
        "bye": "Cordialement",
    },
    "es": {
        "hello": "Hola {name}:",
        "hello_all": "Hola:",
        "thanks": "gracias por su mensaje del {day} sobre «{subject}».",
        "thanks_plain": "gracias por su mensaje del {day}.",
        "late": "Lleva {days} días esperando una respuesta. Lo siento.",
        "overdue": "Le prometimos para el {day}: «{text}». Ese día ha pasado, y lo siento.",
        "open": "Lo que le prometimos para el {day} sigue en pie: «{text}».",
        "answer": "[Su respuesta]",
        "next": "[Qué pasa ahora, y para cuándo]",
        "bye": "Un cordial saludo",
    },
}
"""The frame in each language; what stands in brackets only a person can say."""
PATIENCE: Final = 2
"""Days after which waiting is spoken of."""
LONGEST: Final = 300


def drafted(user: User, customer: Customer, interaction_id: str = "") -> dict[str, Any]:
    """The draft, its language, and the rows that it rests on. Raises UserError where nothing waits for an answer."""
    now, asked = clock.now(), _asked(user, customer, interaction_id)
    language = language_of(asked)
    frame = FRAMES.get(language, FRAMES["en"])
    zone = ZoneInfo(customer.timezone or Organisation.get().timezone or "UTC")
    owed = _owed(customer, asked, now)
    lines = [
        _hello(frame, asked),
        "",
        _thanks(frame, asked, zone),
        *_late(frame, asked, now),
        *(_promised(frame, promise, now, zone) for promise in owed),
        "",
        frame["answer"],
        "",
        frame["next"],
        "",
        frame["bye"],
        _from(user),
    ]
    return {
        "draft": "\n".join(lines),
        "language": language if language in FRAMES else "en",
        "answers": asked.pk,
        "to_contact": asked.contact_id,
        "rests_on": [asked.pk, *(promise.pk for promise in owed)],
        "sent": False,
    }


def _asked(user: User, customer: Customer, interaction_id: str) -> Interaction:
    rows = access.customers(user, Interaction.objects.select_related("text", "contact"), "customer")
    rows = rows.filter(customer=customer, direction="in", automatic=False)
    if interaction_id:
        found = rows.filter(pk=interaction_id.replace("\x00", "")).first()
        if found is None:
            raise UserError("This customer wrote no such message; `timeline` gives the ids of what they wrote.")
        return found
    waiting = rows.filter(needs_answer=True).order_by("-happened_at", "-interaction_id")
    for row in waiting[:20]:
        if not _answered(row):
            return row
    last = rows.order_by("-happened_at", "-interaction_id").first()
    if last is None:
        raise UserError("This customer has not written yet: there is nothing to reply to.")
    return last


def _answered(row: Interaction) -> bool:
    later = Interaction.objects.filter(
        customer_id=row.customer_id, direction__in=("out", "both"), automatic=False, happened_at__gt=row.happened_at
    )
    return (later.filter(thread_id=row.thread_id) if row.thread_id else later).exists()


def language_of(row: Interaction) -> str:
    """The language of what they wrote; English where that is not told."""
    from deeproot.read.language import language

    text = getattr(row, "text", None)
    return str(language(text.body).value or "en") if text and text.body else "en"


def _owed(customer: Customer, asked: Interaction, now: datetime) -> list[Promise]:
    """What we owe them that this message may be about: overdue, or promised in this conversation."""
    open_ = (
        promises.in_state("open", now).filter(customer=customer).exclude(Q(due=None)).order_by(F("due"), "promise_id")
    )
    thread = Interaction.objects.filter(customer=customer, thread_id=asked.thread_id).values_list("pk", flat=True)
    here = set(thread[:500]) if asked.thread_id else set()
    return [row for row in open_[:20] if promises.is_overdue(row, now) or row.made_in in here][:3]


def _hello(frame: dict[str, str], asked: Interaction) -> str:
    name = asked.contact.name if asked.contact_id and asked.contact else None
    return frame["hello"].format(name=_one_line(name)) if name else frame["hello_all"]


def _thanks(frame: dict[str, str], asked: Interaction, zone: ZoneInfo) -> str:
    text = getattr(asked, "text", None)
    subject = _one_line(text.subject) if text else ""
    day = _day(asked.happened_at, zone)
    return frame["thanks" if subject else "thanks_plain"].format(day=day, subject=subject)


def _late(frame: dict[str, str], asked: Interaction, now: datetime) -> list[str]:
    days = (now - asked.happened_at).days
    return [frame["late"].format(days=days)] if asked.needs_answer and days >= PATIENCE else []


def _promised(frame: dict[str, str], promise: Promise, now: datetime, zone: ZoneInfo) -> str:
    due: datetime = promise.moved_to or promise.due_at  # type: ignore[assignment]
    which = "overdue" if promises.is_overdue(promise, now) else "open"
    return frame[which].format(day=_day(due, zone), text=_one_line(promise.text))


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _from(user: User) -> str:
    member = Member.objects.filter(pk=user.member_id).first() if user.member_id else None
    return member.name if member else str(user)
