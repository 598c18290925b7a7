"""Words recorded before people's own links were left out of them."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from deeproot_app.base.own_link import MASK
from deeproot_app.base.tests.test_own_link import TOKEN
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import search
from deeproot_app.record.models import Customer, Text


def test_texts_that_were_recorded_with_links_lose_them_and_are_read_again(small_record: SmallRecord) -> None:
    first, other = Text.objects.order_by("pk")[:2]
    words = f"Tell us: https://roots.example/answer/{TOKEN}/ Thank you."
    Text.objects.filter(pk=first.pk).update(body=words, read_by=9)
    Text.objects.filter(pk=other.pk).update(body="An answer/question list.", read_by=9)
    import_module("deeproot_app.record.migrations.0019_links_masked").mask(apps, None)
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.body, first.read_by) == (f"Tell us: {MASK} Thank you.", None)
    assert (other.body, other.read_by) == ("An answer/question list.", 9)
    assert not search.matching_customers(Customer.objects.all(), "roots.example").exists()
