"""The fields that a template may speak of: what each says, and an example of it."""

from __future__ import annotations

from typing import Final, NamedTuple


class Field(NamedTuple):
    """A field of templates."""

    says: str
    example: str


FIELDS: Final[dict[str, Field]] = {
    "greeting": Field("The greeting, in their language and your form of address", "Guten Tag Jana Weber,"),
    "contact": Field("The name of the person", "Jana Weber"),
    "first_name": Field("Their first name", "Jana"),
    "customer": Field("The name of the customer", "Birch Bakery"),
    "company": Field("Our own name", "Oakfield"),
    "our_name": Field("Your name", "Ada Lund"),
    "signature": Field("The closing words and your signature", "Freundliche Grüße\nAda Lund"),
    "today": Field("Today's date, in their language", "12. Juni"),
    "asked_on": Field("The day of the message that you answer", "3. Juni"),
    "asked_about": Field("Its subject", "Export"),
    "waited_days": Field("For how many days they wait for an answer, from two on", "4"),
    "owed": Field("What we owe them: open promises, in whole sentences", "Was wir Ihnen bis …"),
    "promise": Field("What we promised, as it was said", "I'll send you the corrected file"),
    "promise_due": Field("The day it was promised for", "10. Juni"),
    "promise_late": Field("For how many days it is overdue", "2"),
    "need": Field("What they told us that they need", "One page a month for the quality folder"),
    "resource": Field("The title of the library item, in their language", "Eine Seite im Monat: ein Musterbericht"),
    "resource_says": Field("What it says, in a sentence", "Ein Monat Temperaturen auf einer Seite."),
    "resource_link": Field("Where they find it", "https://library.example/de/report"),
    "last_spoke": Field("The day on which we last spoke", "14. März"),
}
"""Every field, in the order in which the page shows them."""
