"""The routes of surveys, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta

from deeproot_app.act.models import Asked, Question, Survey
from deeproot_app.act.surveys import links, written
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF

LINK = {"token": Sample(lambda: links.token(Asked.objects.get(customer="c-birch")), unknown="no-link")}

ROUTES = {
    "act:survey_answer": Route("anyone", LINK),
}


def prepare() -> None:
    """A survey that is open, and whose link a customer of Ada's has, and one of Cleo's."""
    survey = written.open_(COMMAND_LINE, written.make(COMMAND_LINE, "", "nps").pk)
    for name in ("birch", "dune"):
        Asked.objects.create(
            survey=survey, customer_id=f"c-{name}", contact_id=f"p-{name}", language="en", asked_at=AS_OF,
            asked_by="x", ends_at=AS_OF + timedelta(days=9_000),
        )  # fmt: skip


SURVEY = Sample(lambda: Survey.objects.get().pk, unknown=999_999)
QUESTION = Sample(lambda: Question.objects.get(place=2).pk, unknown=999_999)
