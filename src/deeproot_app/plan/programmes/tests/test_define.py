"""Tests of making programmes, writing versions of them, starting and pausing them."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.plan.models import Programme
from deeproot_app.plan.programmes import define

pytestmark = pytest.mark.django_db
CHECK_IN: dict[str, Any] = {
    "audience": {"of": "silent_days", "at_least": 60},
    "holdout": {"share": 0.2},
    "steps": [{"id": "ask", "do": "task", "text": "Ask how it goes"}],
}


@pytest.fixture
def programme(manager: User) -> Programme:
    return define.make(manager, "Check in", "Nobody hears nothing for two months", CHECK_IN)


def test_a_programme_begins_as_a_draft_with_its_first_version(programme: Programme) -> None:
    assert (programme.state, define.latest(programme).number) == ("draft", 1)
    assert Audit.objects.filter(act="programme.make", about_id=programme.pk).count() == 1


def test_what_says_the_same_is_no_new_version(programme: Programme, manager: User) -> None:
    assert define.write(manager, programme.pk, "Check in", "", CHECK_IN).number == 1
    other = {**CHECK_IN, "audience": {"of": "silent_days", "at_least": 90}}
    assert define.write(manager, programme.pk, "Check in again", "", other).number == 2
    assert Programme.objects.get().name == "Check in again"


def test_the_share_held_out_stays_once_it_has_started(programme: Programme, manager: User) -> None:
    define.start(manager, programme.pk)
    with pytest.raises(UserError, match="copy it into a new programme"):
        define.write(manager, programme.pk, "Check in", "", {**CHECK_IN, "holdout": {"share": 0.5}})


def test_states_follow_each_other(programme: Programme, manager: User) -> None:
    with pytest.raises(UserError, match="It is draft and cannot be paused"):
        define.pause(manager, programme.pk)
    started = define.start(manager, programme.pk)
    assert define.start(manager, programme.pk).changed_at == started.changed_at
    define.pause(manager, programme.pk)
    assert define.start(manager, programme.pk).started_at == started.started_at
    define.turn_to(manager, programme.pk, Programme.State.STOPPED)
    with pytest.raises(UserError, match="It is stopped"):
        define.start(manager, programme.pk)
    with pytest.raises(UserError, match="stopped for good"):
        define.write(manager, programme.pk, "Check in", "", CHECK_IN)


def test_only_a_draft_is_thrown_away(programme: Programme, manager: User) -> None:
    define.start(manager, programme.pk)
    with pytest.raises(UserError, match="It has run"):
        define.throw_away(manager, programme.pk)
    other = define.make(manager, "Other", "", CHECK_IN)
    define.throw_away(manager, other.pk)
    with pytest.raises(Http404):
        define.found(manager, other.pk)


@pytest.mark.parametrize(("name", "says"), [("  ", "needs a name"), ("Check in", "already"), ("x" * 201, "at most")])
def test_a_name_is_its_own(programme: Programme, manager: User, name: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        define.make(manager, name, "", CHECK_IN)


def test_what_cannot_be_read_is_told_in_a_sentence(manager: User) -> None:
    with pytest.raises(UserError, match=r"The programme cannot be read: steps: a list of at least one step\."):
        define.make(manager, "Empty", "", {**CHECK_IN, "steps": []})


def test_a_member_may_not(programme: Programme, member: User) -> None:
    for act in (define.start, define.pause, define.throw_away):
        with pytest.raises(NotAllowed):
            act(member, programme.pk)
