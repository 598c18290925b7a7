"""An open survey with its questions, and a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from deeproot_app.act.models import Asked, Question, Survey
from deeproot_app.act.surveys import asking, written
from deeproot_app.act.views import survey_answer
from deeproot_app.base import clock
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Contact
from deeproot_app.record.receiving.rate import Buckets

NOON = datetime(2026, 6, 30, 10, tzinfo=UTC)
"""A Tuesday, noon in Oslo: the gate lets mail pass."""


@dataclass
class Now:
    at: datetime = NOON

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    told = Now()
    monkeypatch.setattr(clock, "now", lambda: told.at)
    monkeypatch.setattr(survey_answer, "CHANGES", Buckets(a_second=0.1, at_once=20))
    return told


@pytest.fixture
def survey(small_record: SmallRecord, manager: User) -> Survey:
    """NPS, open: a mark, why, and for a low one what to do differently."""
    Organisation(pk=1, name="Oakfield").save()
    made = written.make(manager, "", "nps")
    return written.open_(manager, made.pk)


@pytest.fixture
def questions(survey: Survey) -> list[Question]:
    return list(survey.questions.order_by("place"))


@pytest.fixture
def birch(survey: Survey, manager: User) -> Asked:
    """Pat of Birch Bakery, asked by mail."""
    asking.ask(manager, survey, [Contact.objects.get(pk="p-birch")])
    return Asked.objects.get()
