"""The words of invitations, and of news about an event, in each of the languages that we write."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from deeproot_app.act.drafts.dates import written
from deeproot_app.act.models import Event

SUBJECT: Final = {"en": "Invitation: {}", "de": "Einladung: {}", "fr": "Invitation : {}", "es": "Invitación: {}"}
INVITES: Final = {
    "en": "we would like to invite you: {title}.",
    "de": "wir möchten Sie einladen: {title}.",
    "fr": "nous aimerions vous inviter : {title}.",
    "es": "nos gustaría invitarle: {title}.",
}
WHEN: Final = {"en": "When: {}", "de": "Wann: {}", "fr": "Quand : {}", "es": "Cuándo: {}"}
WHERE: Final = {"en": "Where: {}", "de": "Wo: {}", "fr": "Où : {}", "es": "Dónde: {}"}
ONLINE: Final = {"en": "online", "de": "online", "fr": "en ligne", "es": "en línea"}
ANSWER: Final = {
    "en": "Do you come? One click on your own page tells us, and puts it into your calendar:",
    "de": "Kommen Sie? Ein Klick auf Ihrer eigenen Seite sagt es uns, und trägt den Termin in Ihren Kalender ein:",
    "fr": "Viendrez-vous ? Un clic sur votre page nous le dit, et l’inscrit dans votre agenda :",
    "es": "¿Vendrá? Un clic en su propia página nos lo dice, y lo apunta en su calendario:",
}
MOVED: Final = {
    "en": "something has changed about “{title}”. This holds from now on:",
    "de": "bei „{title}“ hat sich etwas geändert. Ab jetzt gilt:",
    "fr": "quelque chose a changé pour « {title} ». Voici ce qui vaut désormais :",
    "es": "algo ha cambiado en «{title}». Esto es lo que vale ahora:",
}
OFF: Final = {
    "en": "we are sorry: “{title}” does not take place.",
    "de": "es tut uns leid: „{title}“ findet nicht statt.",
    "fr": "nous sommes désolés : « {title} » n’aura pas lieu.",
    "es": "lo sentimos: «{title}» no tendrá lugar.",
}
CHANGED_SUBJECT: Final = {"en": "Changed: {}", "de": "Geändert: {}", "fr": "Changement : {}", "es": "Cambio: {}"}
OFF_SUBJECT: Final = {"en": "Called off: {}", "de": "Abgesagt: {}", "fr": "Annulé : {}", "es": "Cancelado: {}"}

REMINDS: Final = {
    "en": "we look forward to seeing you: {title}.",
    "de": "wir freuen uns auf Sie: {title}.",
    "fr": "nous nous réjouissons de vous voir : {title}.",
    "es": "nos alegra poder verle: {title}.",
}
REMINDS_SILENT: Final = {
    "en": "a short reminder of our invitation: {title}.",
    "de": "eine kurze Erinnerung an unsere Einladung: {title}.",
    "fr": "un petit rappel de notre invitation : {title}.",
    "es": "un breve recordatorio de nuestra invitación: {title}.",
}
REMIND_SUBJECT: Final = {"en": "Reminder: {}", "de": "Erinnerung: {}", "fr": "Rappel : {}", "es": "Recordatorio: {}"}
OWN_PAGE: Final = {
    "en": "How to join, and a word to us should you be kept from it, on your own page:",
    "de": "Wie Sie dazukommen, und ein Wort an uns, falls Sie verhindert sind, auf Ihrer eigenen Seite:",
    "fr": "Comment nous rejoindre, et un mot si vous en êtes empêché, sur votre page :",
    "es": "Cómo unirse, y unas palabras si algo se lo impide, en su propia página:",
}


def when(event: Event, language: str, now: datetime) -> str:
    """``3. Dezember, 15:00–16:00 (Europe/Berlin)``: in the zone of the event."""
    zone = ZoneInfo(event.timezone)
    starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    first = f"{written(starts, language, zone, now)}, {starts:%H:%M}"
    last = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{written(ends, language, zone, now)}, {ends:%H:%M}"
    return f"{first}–{last} ({event.timezone.replace('_', ' ')})"


def where(event: Event, language: str) -> str:
    """The place, else that it is online: the address stands on the page of whoever comes."""
    return event.place or ONLINE[language]


def invitation(event: Event, language: str, greeting: str, closing: str, link: str, now: datetime) -> tuple[str, str]:
    """The subject and the text of an invitation."""
    facts = f"{WHEN[language].format(when(event, language, now))}\n{WHERE[language].format(where(event, language))}"
    asks = f"{ANSWER[language]}\n{link}"
    parts = [greeting, INVITES[language].format(title=event.title), event.says, facts, asks, closing]
    return SUBJECT[language].format(event.title), "\n\n".join(filter(None, parts))


def news(event: Event, language: str, greeting: str, closing: str, link: str, now: datetime) -> tuple[str, str]:
    """The subject and the text of a mail that tells what changed, or that it is called off."""
    if event.state == Event.State.CANCELLED:
        return OFF_SUBJECT[language].format(event.title), "\n\n".join(
            [greeting, OFF[language].format(title=event.title), closing]
        )
    facts = f"{WHEN[language].format(when(event, language, now))}\n{WHERE[language].format(where(event, language))}"
    parts = [greeting, MOVED[language].format(title=event.title), facts, f"{ANSWER[language]}\n{link}", closing]
    return CHANGED_SUBJECT[language].format(event.title), "\n\n".join(parts)


def reminder(
    event: Event, language: str, greeting: str, closing: str, link: str, now: datetime, *, answered: bool
) -> tuple[str, str]:
    """The subject and the text of a reminder: to who said that they come, or may; else of the invitation."""
    facts = f"{WHEN[language].format(when(event, language, now))}\n{WHERE[language].format(where(event, language))}"
    says, asks = (REMINDS, OWN_PAGE) if answered else (REMINDS_SILENT, ANSWER)
    parts = [greeting, says[language].format(title=event.title), facts, f"{asks[language]}\n{link}", closing]
    return REMIND_SUBJECT[language].format(event.title), "\n\n".join(parts)
