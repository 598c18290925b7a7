"""The routes of surveys, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta

from deeproot_app.act.models import Asked, Question, Survey
from deeproot_app.act.surveys import links, written
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF

LINK = {"token": Sample(lambda: links.OWN.token(Asked.objects.get(customer="c-birch")), unknown="no-link")}
SURVEY = Sample(lambda: Survey.objects.get(title="Would they recommend us?").pk, unknown=999_999)
QUESTION = Sample(lambda: Question.objects.get(place=3).pk, unknown=999_999)
ASKED = Sample(
    lambda: Asked.objects.get(customer="c-birch").pk, lambda: Asked.objects.get(customer="c-dune").pk, 999_999
)  # fmt: skip
OF_SURVEY = Route("manager", {"survey": SURVEY}, looks=False)
OF_QUESTION = Route("manager", {"question": QUESTION}, looks=False)
OF_ASKED = Route("manager", {"asked": ASKED}, looks=False)

ROUTES = {
    "act:survey_answer": Route("anyone", LINK),
    "act:surveys": Route("viewer", acts=False),
    "act:survey_add": Route("manager"),
    "act:survey": Route("viewer", {"survey": SURVEY}, acts=False),
    "act:survey_change": Route("manager", {"survey": SURVEY}),
    "act:survey_preview": Route("viewer", {"survey": SURVEY}, acts=False),
    "act:survey_ask": Route("manager", {"survey": SURVEY}),
    "act:survey_open": OF_SURVEY,
    "act:survey_close": OF_SURVEY,
    "act:survey_copy": OF_SURVEY,
    "act:survey_remove": OF_SURVEY,
    "act:survey_question_add": Route("manager", {"survey": SURVEY}),
    "act:survey_question": Route("manager", {"question": QUESTION}),
    "act:survey_question_move": OF_QUESTION,
    "act:survey_question_remove": OF_QUESTION,
    "act:survey_revoke": OF_ASKED,
    "act:survey_link": OF_ASKED,
}


def prepare() -> None:
    """A survey that is open, and whose link a customer of Ada's has, and one of Cleo's."""
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Oakfield"})
    survey = written.open_(COMMAND_LINE, written.make(COMMAND_LINE, "", "nps").pk)
    for name in ("birch", "dune"):
        Asked.objects.create(
            survey=survey, customer_id=f"c-{name}", contact_id=f"p-{name}", language="en", asked_at=AS_OF,
            asked_by="x", ends_at=AS_OF + timedelta(days=9_000),
        )  # fmt: skip
