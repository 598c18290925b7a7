"""What a person may choose about hearing from us, how it stands, and what their choice adds to the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from deeproot.plan.policy import Word
from deeproot.plan.policy.words import standing
from deeproot_app.base import address
from deeproot_app.plan.gate import limits
from deeproot_app.record.consent import by_themself
from deeproot_app.record.consent.digests import key
from deeproot_app.record.consent.ledger import Said
from deeproot_app.record.consent.links import Held, Links
from deeproot_app.record.consent.standing import ADDRESS, CONTACT, Subject, heard
from deeproot_app.record.consent.whom import of_contacts
from deeproot_app.record.models import Consent, ConsentAddress

State, Purpose = Consent.State, Consent.Purpose


@dataclass(frozen=True)
class Choice:
    """One thing to choose."""

    name: str
    purpose: str
    channels: tuple[str, ...]


CHOICES: Final = (
    Choice("mail", Purpose.MARKETING, ("email",)),
    Choice("call", Purpose.MARKETING, ("call", "sms")),
    Choice("survey", Purpose.SURVEY, ("",)),
    Choice("tracking", Purpose.TRACKING, ("",)),
)


@dataclass(frozen=True)
class Standing:
    """How one choice stands: whether they hear from us so, and since when by their own word."""

    choice: Choice
    on: bool
    word: Word | None


def link(contact_id: str | None, customer_id: str | None, to: str, made: Links | None = None) -> tuple[str, str]:
    """The addresses of a person's own two pages: to object with one click, and their preferences.

    ``made`` is given by whoever makes many: it keeps the ledger's key at hand.
    """
    token = (made or Links()).token(contact_id, customer_id, to)
    return address.of(reverse("plan:unsubscribe", args=[token])), address.of(reverse("plan:preferences", args=[token]))


def standings(held: Held) -> tuple[list[Standing], bool]:
    """How every choice stands, and whether they want to hear nothing at all."""
    words = _words(held)
    asked = limits.in_force().basis == "consent"
    narrow = [word for word in words if word.purpose != Purpose.ALL]
    found = []
    for choice in CHOICES:
        word = _latest(narrow, choice)
        by_default = choice.purpose != Purpose.TRACKING and not asked
        on = word.state == State.CONSENTED if word else by_default
        found.append(Standing(choice, on, word))
    return found, any(word.state == State.OBJECTED for word in standing(words, "all", ""))


def _words(held: Held) -> list[Word]:
    subjects: list[Subject] = [(ADDRESS, held.digest), *([(CONTACT, held.contact_id)] if held.contact_id else [])]
    found = heard([held.contact_id] if held.contact_id else [], [], [held.digest])
    return list(found.words(subjects, subjects))


def _latest(words: list[Word], choice: Choice) -> Word | None:
    """The word that counts; of an address and a contact that differ, the one that forbids."""
    found = [word for channel in choice.channels for word in standing(words, choice.purpose, channel)]
    found.sort(key=lambda word: (word.state == State.OBJECTED, word.at))
    return found[-1] if found else None


def choose(
    held: Held, shown: Mapping[str, bool], wanted: Mapping[str, bool], words: Mapping[str, str], lang: str
) -> int:
    """Record what the person changed on the page: ``wanted`` where it differs from what they were ``shown``.

    Both by a choice's name, and ``none`` for hearing nothing at all; ``words`` are those they saw beside it. How many
    words were added to the ledger.
    """
    said: list[Said] = []
    lifting = shown["none"] and not wanted["none"]
    if wanted["none"] != shown["none"]:
        said.append(_said(State.OBJECTED if wanted["none"] else State.CONSENTED, Purpose.ALL, "", words["none"], lang))
    for choice in CHOICES:
        if wanted[choice.name] != shown[choice.name] or lifting:
            state = State.CONSENTED if wanted[choice.name] else State.OBJECTED
            said += [_said(state, choice.purpose, channel, words[choice.name], lang) for channel in choice.channels]
    return len(by_themself(held.contact_id, held.customer_id, _theirs(held), said))


def object_with_one_click(held: Held, words: str = "", language: str = "") -> bool:
    """Record that they object to marketing by mail (RFC 8058); whether that was new."""
    told = standing(_words(held), Purpose.MARKETING, "email")
    if any(word.state == State.OBJECTED for word in told):
        return False
    said = Said(State.OBJECTED, Purpose.MARKETING, "email", "one_click", words=words, language=language)
    by_themself(held.contact_id, held.customer_id, _theirs(held), [said])
    return True


def _said(state: str, purpose: str, channel: str, words: str, language: str) -> Said:
    return Said(state, purpose, channel, "preferences", words=words, language=language)


def _theirs(held: Held) -> list[str]:
    """The digests of all addresses for which this person's word holds: the one of the link, and the contact's own."""
    contact = held.contact
    own = of_contacts([contact], contact.customer_id, contact.pk, key()).digests if contact else ()
    said_before = ConsentAddress.objects.filter(consent__contact_id=held.contact_id) if contact else None
    before = said_before.values_list("digest", flat=True).distinct() if said_before is not None else ()
    return list(dict.fromkeys([held.digest, *own, *before]))
