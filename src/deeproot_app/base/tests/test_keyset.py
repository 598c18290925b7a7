"""Pages by key: everything once, in order, whichever way one goes, with missing values last."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from deeproot_app.base import keyset
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.base.tests.plans import plan

DAY = datetime(2026, 6, 30, tzinfo=UTC)
ORDERS = [
    ("email", "id"),
    ("-email", "id"),
    ("last_login", "id"),
    ("-last_login", "-id"),
    ("role", "-last_login", "id"),
]


@pytest.fixture
def people(db: None) -> list[User]:
    """Eleven users: ties in role and in sign-in, and some who never signed in."""
    logins = [None, DAY, DAY, DAY - timedelta(days=1), None, DAY, DAY - timedelta(days=3), None, DAY, DAY, None]
    roles = ["member", "viewer", "manager"]
    return [
        User.objects.create_user(f"p{number:02}@oakfield.example", role=roles[number % 3], last_login=login)
        for number, login in enumerate(logins)
    ]


def walked(order: tuple[str, ...], way: str, start: str = "", size: int = 3) -> tuple[list[str], str]:
    """The addresses met from ``start`` on, page by page, and the query of the last page met."""
    query, met = start, []
    while True:
        page = keyset.page(User.objects.all(), order, QueryDict(query), size)
        met.append([user.email for user in page.rows])
        if not (following := getattr(page, way)):
            return [email for rows in (met if way == "next" else reversed(met)) for email in rows], query
        query = following


def whole(order: tuple[str, ...]) -> list[str]:
    """Every address in the order of the columns, reckoned plainly."""
    rows = list(User.objects.all())
    for name in reversed(order):
        column, falls = name.lstrip("-"), name.startswith("-")
        known = [row for row in rows if getattr(row, column) is not None]
        known.sort(key=lambda row: getattr(row, column), reverse=falls)
        rows = known + [row for row in rows if getattr(row, column) is None]
    return [row.email for row in rows]


@pytest.mark.parametrize("order", ORDERS)
def test_forwards_everything_is_met_once_in_order_with_missing_values_last(
    people: list[User], order: tuple[str, ...]
) -> None:
    assert walked(order, "next")[0] == whole(order)


@pytest.mark.parametrize("order", ORDERS)
def test_the_way_back_shows_the_same_rows(people: list[User], order: tuple[str, ...]) -> None:
    _, last = walked(order, "next")
    assert walked(order, "previous", last)[0] == whole(order)


def test_the_first_page_has_no_previous_and_the_last_no_next(people: list[User]) -> None:
    first = keyset.page(User.objects.all(), ("email", "id"), QueryDict(), 11)
    assert (first.previous, first.next) == ("", "")
    assert keyset.page(User.objects.none(), ("email", "id"), QueryDict()).rows == []


def test_a_page_costs_one_query(people: list[User], django_assert_num_queries: object) -> None:
    second = keyset.page(User.objects.all(), ("last_login", "id"), QueryDict(), 3).next
    with django_assert_num_queries(1):  # type: ignore[operator]
        keyset.page(User.objects.all(), ("last_login", "id"), QueryDict(second), 3)


@pytest.mark.parametrize("key", ["nonsense", "W10", "WzFd", "WyJhIixudWxsXQ", "W3sieCI6MX0sMV0", "é", "WyJ4IiwieSJd"])
def test_a_spoilt_key_is_refused_in_a_sentence(db: None, key: str) -> None:
    with pytest.raises(UserError, match="begin again at its first page"):
        keyset.page(User.objects.all(), ("email", "id"), {"after": key})


@pytest.mark.parametrize("value", ['"\\ud800"', '"a\\u0000"', "1e999", "NaN", "9" * 30, "[" * 2_900])
@pytest.mark.parametrize("order", [("email", "id"), ("id",)])
def test_a_key_that_no_column_could_hold_is_refused_too(db: None, value: str, order: tuple[str, ...]) -> None:
    key = urlsafe_b64encode(f"[{','.join([value] * len(order))}]".encode()).decode()
    with pytest.raises(UserError, match="begin again at its first page"):
        keyset.page(User.objects.all(), order, {"after": key})


def test_a_key_with_a_moment_beyond_all_calendars_is_refused(db: None) -> None:
    key = urlsafe_b64encode(b'["9999-12-31T23:59:59-14:00",1]').decode()
    with pytest.raises(UserError, match="begin again at its first page"):
        keyset.page(User.objects.all(), ("last_login", "id"), {"after": key})


def test_where_nothing_can_be_missing_a_page_begins_at_a_place_of_the_index(people: list[User]) -> None:
    key = keyset.page(User.objects.all(), ("email", "id"), QueryDict(), 3).next
    with CaptureQueriesContext(connection) as asked:
        keyset.page(User.objects.all(), ("email", "id"), QueryDict(key), 3)
    assert "NULLS" not in asked[0]["sql"]
    if connection.vendor == "sqlite":
        steps = " ".join(plan(asked[0]["sql"]))
        assert "SEARCH" in steps
        assert "email>" in steps
        assert "TEMP B-TREE FOR ORDER BY" not in steps
