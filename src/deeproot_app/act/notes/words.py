"""What a notice says, and the page it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from deeproot_app.act.models import Notice
from deeproot_app.record.models import Text

What = Notice.What
SAYS: Final = {
    What.REPLY: "{customer} wrote",
    What.MENTION: "{actor} mentioned you: {customer}",
    What.HANDOVER: "{actor} handed {customer} over to you",
    What.ASKED: "{actor} asks what may be offered to {customer}",
    What.AGREED: "{actor} answered what may be offered to {customer}",
    What.STEP: "{actor} gave you a step",
    What.INVITED: "{actor} invites you to take part",
    What.INTERVIEW: "{actor} asks you to interview a candidate",
}


GIVEN_AWAY: Final = "owner-from:"
"""How the keys of notices begin that tell somebody whose customer is another's now."""


def shown(rows: Sequence[Notice]) -> list[tuple[Notice, str, str]]:
    """Each notice with what it says, and the words it is about. One query."""
    wanted = {row.interaction_id for row in rows if row.interaction_id}
    texts = {text.interaction_id: text for text in Text.objects.filter(interaction__in=wanted)} if wanted else {}
    return [(row, subject(row), words(row, texts.get(row.interaction_id))) for row in rows]


def subject(row: Notice) -> str:
    """What a notice says, in a line."""
    name = row.customer.name if row.customer else ""
    if row.key.startswith(GIVEN_AWAY):
        return f"{row.actor or 'Somebody'} gave {' '.join(name.split())} to a colleague"
    return SAYS[What(row.what)].format(customer=" ".join(name.split()), actor=row.actor or "Somebody")


def words(row: Notice, text: Text | None) -> str:
    """The words that it is about: of the message or the note, the question, the answer, the step."""
    if row.mending is not None:
        return row.mending.words
    if row.question is not None:
        return row.question.answer if row.what == What.AGREED else row.question.words
    return " ".join((text.body or text.subject).split()) if text else ""


def where(row: Notice) -> str:
    """The page that a notice leads to."""
    if row.what == What.INVITED:
        return reverse("act:team")
    if row.what == What.INTERVIEW:
        return reverse("act:hiring")
    if row.customer_id is None:
        return reverse("act:covering" if (row.mending and not row.mending.place.startswith("again")) else "act:again")
    if row.what in (What.ASKED, What.AGREED):
        return f"{reverse('act:brief', args=[row.customer_id])}#cases"
    story = row.what == What.REPLY or row.key.startswith("promise:")
    page = reverse("desk:customer" if story else "act:notes", args=[row.customer_id])
    at = urlencode({"at": row.interaction_id} | ({} if row.what == What.REPLY else {"internal": "1"}))
    return f"{page}{f'?{at}' if story else ''}#{row.interaction_id}"
