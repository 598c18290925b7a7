"""What is put into the database again is what was done to it the first time."""

from __future__ import annotations

import pytest

from deeproot_app.base.models import User
from deeproot_app.base.tests.again import once, rows
from deeproot_app.conftest import understand_a_small_record
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Customer
from deeproot_app.record.search import matching_customers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of", "customers_alone")]
DONE: list[dict[str, object]] = []


@pytest.mark.parametrize("time", ["done", "put there again"])
def test_rows_that_are_put_there_again_are_those_that_a_turn_left(time: str) -> None:
    once(__name__, understand_a_small_record)
    DONE.append({table: sorted(map(repr, found)) for table, found in rows().items()})
    assert DONE[-1] == DONE[0]
    assert Item.objects.exists()
    assert [one.pk for one in matching_customers(Customer.objects.all(), "Birch")] == ["c-birch"]
    assert [one.pk for one in matching_customers(Customer.objects.all(), "ovens")] == ["c-birch"]


def test_what_goes_and_changes_does_so_again_and_what_is_there_besides_stays() -> None:
    def change() -> None:
        User.objects.filter(email="goes@oakfield.example").delete()
        User.objects.filter(email="moves@oakfield.example").update(name="Moved")

    for beside in ("one", "another"):
        User.objects.all().delete()
        for key, email in enumerate(["goes@oakfield.example", "moves@oakfield.example", f"{beside}@oakfield.example"]):
            User.objects.create(pk=key + 1, email=email, name="", password="", date_joined="2026-06-30T12:00Z")
        once("users", change)
        found = dict(User.objects.values_list("email", "name"))
        assert found == {"moves@oakfield.example": "Moved", f"{beside}@oakfield.example": ""}
