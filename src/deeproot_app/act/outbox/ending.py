"""How to hear no more: the link that stands in a mail, and the words beside it, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deeproot_app.act.models import Sending
from deeproot_app.plan import preferences
from deeproot_app.record.consent.links import Links
from deeproot_app.record.models import Customer

LANGUAGES: Final = {
    **dict.fromkeys(("DE", "AT", "CH", "LI"), "de"),
    **dict.fromkeys(("FR", "LU", "MC", "SN", "CI"), "fr"),
    **dict.fromkeys(("ES", "MX", "AR", "CO", "CL", "PE", "EC", "UY", "PY", "BO", "VE", "CR", "GT", "DO"), "es"),
}
"""The language that is mostly read in a country, of those in which we have words."""
WORDS: Final = {
    "en": "Choose what you hear from us, or that you hear nothing more: {}",
    "de": "Wählen Sie, was Sie von uns hören – oder dass Sie nichts mehr hören: {}",
    "fr": "Choisissez ce que vous recevez de nous, ou de ne plus rien recevoir : {}",
    "es": "Elija qué recibe de nosotros, o no recibir nada más: {}",
}


def links(rows: Sequence[Sending]) -> dict[int, tuple[str, str]]:
    """For each row the address that ends it with one click, and the line under the mail that leads to all choices."""
    if not rows:
        return {}
    made = Links()
    customers = Customer.objects.filter(pk__in={row.customer_id for row in rows})
    countries = dict(customers.values_list("pk", "country"))
    found = {}
    for row in rows:
        one_click, choices = preferences.link(row.contact_id, row.customer_id, row.address, made)
        language = LANGUAGES.get(countries.get(row.customer_id or "") or "", "en")
        found[row.pk] = one_click, WORDS[language].format(choices)
    return found
