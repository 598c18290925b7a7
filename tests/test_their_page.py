"""Nothing internal ever stands on a customer's own page: a marker is planted in every field, and looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client

from deeproot_app.act.own_page import links
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.conftest import AS_OF, say
from deeproot_app.record.models import Belief, Contact, Customer, Interaction, Promise, Purchase
from deeproot_app.record.models.success import Progress, Step, Target
from tests.test_every_route import world

SHOWN: Final = {
    ("Contact", "name"), ("Contact", "email"), ("Contact", "phone"), ("Contact", "timezone"),
    ("Promise", "text"), ("Member", "name"), ("PageWord", "said"), ("Organisation", "name"),
    ("Text", "subject"), ("Text", "body"),
}  # fmt: skip
"""What they may read: all else of every table is ours. Of texts, the test below plants those of which they may not."""
AMONG_US: Final = [
    ("note", "internal"), ("email", "internal"), ("call", "both"), ("meeting", "out"), ("mention", "in"),
    ("usage", "in"),
]  # fmt: skip
"""What of ours, or said elsewhere, they must not read."""
KEYS: Final = {("OwnPage", "link"), ("Case", "case_id")}


def test_a_marker_in_every_internal_field_shows_nowhere(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    world()
    _ours(Customer.objects.get(pk="c-birch"), Customer.objects.get(pk="c-dune"))
    planted = {name for name in _planted() if name}
    assert len(planted) > 150, sorted(planted)
    assert {
        "Belief.text",
        "Target.note",
        "Step.note",
        "Progress.note",
        "Customer.persona",
        "Interaction.kind",
    } <= planted
    seen = _seen()
    assert re.findall(r"MARKER[\w.-]*", seen) == []
    assert "ASKED" in seen, "what is shown is shown"


def _ours(birch: Customer, dune: Customer) -> None:
    """Rows of each sort that lie nearest to what is shown, and are not."""
    say(birch, "m-ada", 4, "out", "care", "Shown", "ASKED how they are.")
    for days, (channel, direction) in enumerate(AMONG_US, 30):
        row = say(birch, "m-ada", days, direction, "care", f"MARKER-{channel}", f"MARKER-{channel}-{direction}")
        Interaction.objects.filter(pk=row.pk).update(channel=channel)
    Contact.objects.create(contact_id="p-other", customer=birch, name="Other")
    theirs = say(birch, "m-ada", 2, "out", "care", "MARKER-colleague", "MARKER-colleague")
    Interaction.objects.filter(pk=theirs.pk).update(contact_id="p-other")
    say(dune, "m-cleo", 2, "out", "care", "MARKER-dune", "MARKER-dune")
    for about in ("need", "pain", "gain", "goal", "strength", "origin", "capacity"):
        Belief.objects.create(belief_id=f"b-{about}", customer=birch, about=about, text="x", from_at=AS_OF)
    shared = Belief.objects.create(belief_id="b-shared", customer=birch, about="goal", text="Shown goal", from_at=AS_OF)
    Target.objects.create(belief=shared, value=10, unit="days", shared_at=AS_OF, note="MARKER-note")
    Progress.objects.create(belief=shared, at=AS_OF, value=12, note="MARKER-progress")
    for shown in (True, False):
        Step.objects.create(
            customer=birch, goal=shared, text="Shown step" if shown else "MARKER-step", whose="us", shared=shown,
            made_at=AS_OF, note="MARKER-step-note",
        )  # fmt: skip
    Purchase.objects.create(purchase_id="bought", customer=birch, happened_at=AS_OF, amount_micros=1, currency="EUR")


def _planted() -> Iterator[str]:
    """Fill every column of words, of every table of ours, wherever the database lets us; give what was filled."""
    for model in apps.get_models():
        if not model.__module__.startswith("deeproot_app."):
            continue
        for field in model._meta.concrete_fields:
            yield _plant(model, field)


def _plant(model: type[models.Model], field: models.Field[Any, Any]) -> str:
    name = (model.__name__, field.name)
    words = isinstance(field, models.CharField | models.TextField | models.JSONField)
    if not words or field.primary_key or field.unique or name in SHOWN | KEYS or _tells_what_is_shown(name):
        return ""
    value: Any = f"MARKER-{model.__name__}.{field.name}"
    if isinstance(field, models.JSONField):
        value = {"MARKER": value}
    elif field.max_length is not None:
        value = value[: field.max_length]
        if len(value) < 6:
            return ""
    try:
        with transaction.atomic():
            rows = model._default_manager.exclude(pk__in=_parts_of_the_page(model, field.name))
            return f"{model.__name__}.{field.name}" if rows.update(**{field.name: value}) else ""
    except (DatabaseError, ValueError, TypeError):
        return ""


def _tells_what_is_shown(name: tuple[str, str]) -> bool:
    """Columns by whose word it is chosen whether a row is shown: with another word it would be another row."""
    return name in {
        ("Interaction", "channel"), ("Interaction", "direction"), ("Interaction", "customer"),
        ("Step", "whose"), ("Step", "promise_id"), ("Belief", "about"), ("User", "role"), ("PageWord", "about"),
        ("PageWord", "field"), ("Customer", "kind"), ("Organisation", "timezone"), ("Customer", "timezone"),
        ("Customer", "country"), ("Organisation", "country"),
    }  # fmt: skip


def _parts_of_the_page(model: type[models.Model], field: str) -> list[Any]:
    """The rows whose words they are shown: the plan that is shared."""
    shared = Target.objects.filter(shared_at__isnull=False).values_list("belief", flat=True)
    parts = {"Belief": shared, "Target": shared, "Step": Step.objects.filter(shared=True).values_list("pk", flat=True)}
    if field == "note":
        return []
    return list(parts.get(model.__name__, ()))


def _seen() -> str:
    """The whole page of somebody at Birch Bakery, in every language, and of each later part of their story."""
    _, link = links.give(COMMAND_LINE, "p-birch")
    path = "/" + link.partition("//")[2].partition("/")[2]
    pages = [Client().get(path, {"lang": language}) for language in ("en", "de", "fr", "es")]
    assert {page.status_code for page in pages} == {200}
    assert Customer.objects.exists()
    assert Promise.objects.exists()
    return "".join(page.content.decode() for page in pages)
