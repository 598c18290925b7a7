"""Every table says what becomes of its rows in each of their lives: none is forgotten by an export or an erasing."""

from __future__ import annotations

from typing import Any, Final, get_args

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from deeproot_app.base import life
from deeproot_app.base.life import Life, lives, ours, ways
from deeproot_app.record.models import Contact, Customer
from deeproot_app.record.shape import SHAPES

SOMEBODYS: Final = {"customer_id", "contact_id", "customer", "contact"}
"""Names of columns that lead to a customer or a person, whatever their type."""
ADDRESSES: Final = {"email", "phone", "address"}
OUR_OWN: Final = {
    ("User", "email"), ("Member", "email"), ("Audit", "address"), ("SendsAs", "address"), ("Voice", "address"),
    ("WritingHelp", "address"), ("Endpoint", "address"), ("Edition", "address"), ("Contact", "email"),
    ("Contact", "phone"),
}  # fmt: skip
"""Addresses of our own people and programs; and of contacts, who are found by their id."""
NAMES: Final = {model._meta.label.removeprefix("deeproot_"): model for model in ours()}


def test_every_table_says_what_becomes_of_its_rows() -> None:
    untold = sorted(name for name, model in NAMES.items() if model not in lives())
    assert untold == [], "say what becomes of these in their room's lives.py (see deeproot_app/base/life.py)"
    assert sorted(model._meta.label for model in lives() if model not in NAMES.values()) == [], "these are no tables"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_what_a_table_says_is_so(name: str) -> None:
    model = NAMES[name]
    if model not in lives():
        pytest.skip("the test above tells of it")
    said = lives()[model]
    for way in (*ways(said.customer), *ways(said.contact), *ways(said.address), *(said.row or ()), *_packed(said)):
        _field(model, way)
    for column in (*said.secret, *(said.left or ()), *(said.outlives or ())):
        _field(model, column)
    assert said.taken in get_args(life.Taken)
    assert said.merged in get_args(life.Merged)
    assert said.swept
    assert (said.merged != life.NOBODYS) == said.is_somebodys, "whose rows are somebody's says what a merge does"
    shapes = {shape.model for shape in SHAPES.values()}
    if model in shapes:
        assert said.taken == life.TABLE


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_table_that_leads_to_somebody_says_so(name: str) -> None:
    model = NAMES[name]
    if model not in lives():
        pytest.skip("the test above tells of it")
    said = lives()[model]
    own = [field for field in model._meta.concrete_fields if field.name not in ("merged_into",)]
    to_customer = {field.name for field in own if field.related_model is Customer or field.name == "customer_id"}
    to_contact = {field.name for field in own if field.related_model is Contact or field.name == "contact_id"}
    if model is Customer:
        to_customer = set()
    if model is Contact:
        to_contact = set()
    assert to_customer <= set(ways(said.customer)), "it leads to a customer: `customer`"
    assert to_contact <= {way.split("__")[0] for way in ways(said.contact)}, "it leads to a person: `contact`"
    addresses = {field.name for field in own if field.name in ADDRESSES and (model.__name__, field.name) not in OUR_OWN}
    assert addresses <= set(ways(said.address)), "it holds somebody's address: `address`"
    hangs_on = [field for field in own if field.related_model in lives() and _cascades(field)]
    if not said.is_somebodys:
        owners = [field.name for field in hangs_on if lives()[field.related_model].customer]  # type: ignore[index]
        assert owners == [], "it hangs on rows that are somebody's: tell the way through them"


def _packed(said: Life) -> tuple[str, ...]:
    return (said.packed,) if said.packed else ()


def _cascades(field: Any) -> bool:
    return getattr(field.remote_field, "on_delete", None) is models.CASCADE


def _field(model: type[models.Model], way: str) -> None:
    """The column at the end of a way. Fails where there is none."""
    at: Any = model
    for step in way.split("__"):
        if step == "pk":
            continue
        try:
            found = at._meta.get_field(step.removesuffix("_id") if step.endswith("_id") and _is_key(at, step) else step)
        except FieldDoesNotExist:
            pytest.fail(f"{model.__name__} has no {way}")
        at = found.related_model or at


def _is_key(model: type[models.Model], step: str) -> bool:
    return step not in {field.name for field in model._meta.get_fields()}
