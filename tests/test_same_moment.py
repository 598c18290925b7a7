"""Two who make the same-named thing at the same moment: the second hears so in a sentence, on either database.

Whether a name is taken is looked at first; here that look sees nothing, as when the other writes just after it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from deeproot.plan.habits import BY_ID
from deeproot_app.act.calls import scripts
from deeproot_app.act.calls.given_scripts import GIVEN
from deeproot_app.act.habits import choosing
from deeproot_app.api.webhooks import endpoints
from deeproot_app.base import people
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF
from deeproot_app.desk.models import SavedView
from deeproot_app.plan.programmes import define
from deeproot_app.record.models import Member

pytestmark = pytest.mark.django_db
Clients = Callable[[User | None], Client]
CHECK_IN: Final = {
    "audience": {"of": "silent_days", "at_least": 60},
    "steps": [{"id": "ask", "do": "task", "text": "Ask how it goes"}],
}
SCRIPT: Final = GIVEN[0][2]


def _renamed() -> None:
    other = define.make(COMMAND_LINE, "Another", "", CHECK_IN)
    define.write(COMMAND_LINE, other.pk, "Check in", "", CHECK_IN)


def _habit() -> None:
    Member.objects.get_or_create(member_id="m", name="M", email="m@oakfield.example", team="north")
    choosing.choose(COMMAND_LINE, next(iter(BY_ID)), team="north")


FAMILIES: Final[dict[str, tuple[Any, str, Callable[[], object], Callable[[], object]]]] = {
    "a programme": (
        define, "_name", lambda: define.make(COMMAND_LINE, "Check in", "", CHECK_IN),
        lambda: define.make(COMMAND_LINE, "Check in", "", CHECK_IN),
    ),
    "another name of a programme": (
        define, "_name", lambda: define.make(COMMAND_LINE, "Check in", "", CHECK_IN), _renamed
    ),
    "an endpoint": (
        endpoints, "_refuse_name", lambda: endpoints.add(COMMAND_LINE, "Shop", "https://shop.example/x", ["*"]),
        lambda: endpoints.add(COMMAND_LINE, "Shop", "https://shop.example/x", ["*"]),
    ),
    "a user": (
        people, "refuse_address", lambda: people.add(COMMAND_LINE, "ann@oakfield.example"),
        lambda: people.add(COMMAND_LINE, "ann@oakfield.example"),
    ),
    "a call script": (
        scripts, "_refuse_name", lambda: scripts.keep(COMMAND_LINE, "Mine", [], SCRIPT),
        lambda: scripts.keep(COMMAND_LINE, "Mine", [], SCRIPT),
    ),
    "a habit of a team": (choosing, "_refuse", _habit, _habit),
}  # fmt: skip
"""Each: where it is looked whether the name is taken, and making it twice."""


@pytest.mark.parametrize("family", FAMILIES)
def test_the_second_of_two_hears_so_and_the_rest_of_the_transaction_stands(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, look, first, second = FAMILIES[family]
    first()
    monkeypatch.setattr(room, look, lambda name, *_: name)
    with transaction.atomic():
        User.objects.create_user("bea@oakfield.example")
        with pytest.raises(UserError, match=r"already|at this very moment"):
            second()
    assert User.objects.filter(email="bea@oakfield.example").exists()


def test_what_no_act_foresees_is_a_page_with_a_sentence_and_no_fault_of_ours(
    member: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    view: dict[str, Any] = {"user": member, "name": "Mine", "query": "", "made_at": AS_OF}
    SavedView.objects.create(**view)
    monkeypatch.setattr(
        SavedView.objects, "update_or_create", transaction.atomic(lambda **_: SavedView.objects.create(**view))
    )
    answer = client_of(member).post(reverse("desk:save_view"), {"name": "Mine", "query": ""})
    assert answer.status_code == 409
    assert "at the same moment" in answer.content.decode()


def test_a_broken_reference_is_no_second_of_two(member: User, client_of: Clients, monkeypatch: Any) -> None:
    def broken(**_: object) -> None:
        raise IntegrityError("FOREIGN KEY constraint failed")

    monkeypatch.setattr(SavedView.objects, "update_or_create", broken)
    with pytest.raises(IntegrityError):
        client_of(member).post(reverse("desk:save_view"), {"name": "Mine", "query": ""})
