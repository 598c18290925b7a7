"""The routes of hiring, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta

from deeproot_app.act.hiring import kit
from deeproot_app.act.models import Candidate, Interview
from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF

CANDIDATE = Sample(
    lambda: Candidate.objects.get(name="Kim Hale").pk, lambda: Candidate.objects.get(name="Lee Moss").pk, 999_999
)  # fmt: skip
OF_OWN = Route("member", {"candidate": CANDIDATE}, looks=False)
MANAGED = Route("manager", {"candidate": Sample(CANDIDATE.own, unknown=999_999)}, looks=False)
QUESTION = Sample("promises", unknown="smile")
NUMBER = Sample(1, unknown=99)
OF_QUESTION = Route("manager", {"question": QUESTION}, looks=False)

ROUTES = {
    "act:hiring": Route("member", acts=False),
    "act:candidate_add": Route("manager"),
    "act:candidate": Route("member", {"candidate": CANDIDATE}, acts=False),
    "act:candidate_sheet": Route("member", {"candidate": CANDIDATE}, looks=False, answers=frozenset({302, 404})),
    "act:candidate_take_back": Route("member", {"candidate": CANDIDATE}, looks=False, answers=frozenset({302, 404})),
    "act:candidate_interviewer": MANAGED,
    "act:candidate_decide": MANAGED,
    "act:candidate_export": MANAGED,
    "act:candidate_erase": MANAGED,
    "act:culture": Route("member", acts=False),
    "act:culture_add": Route("manager"),
    "act:culture_question": Route("member", {"question": QUESTION}, acts=False),
    "act:culture_change": Route("manager", {"question": QUESTION}),
    "act:culture_back": Route("manager", {"question": QUESTION, "number": NUMBER}, looks=False),
    "act:culture_retire": OF_QUESTION,
    "act:culture_move": OF_QUESTION,
}


def prepare() -> None:
    """A candidate whom Ada and Ben's manager interview, and one of Cleo's."""
    for name, email in (("Kim Hale", "ada@oakfield.example"), ("Lee Moss", "cleo@oakfield.example")):
        row = Candidate.objects.create(
            name=name, role="Support", interview_on=AS_OF.date() + timedelta(days=1), made_at=AS_OF, actor="x",
            questions=kit.on_a_sheet(("promises",)),
        )  # fmt: skip
        for user in User.objects.filter(email__in=(email, "mo@oakfield.example")):
            Interview.objects.create(
                candidate=row, user=user, scores={"promises": 3}, notes={"promises": "On the day."},
                handed_in_at=AS_OF if email != user.email else None,
            )  # fmt: skip
