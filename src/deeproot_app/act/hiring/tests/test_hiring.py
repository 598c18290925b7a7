"""Hiring: the kit in versions, sheets that nobody sees before their own, candidates forgotten in time."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from deeproot_app.act.hiring import candidates, kit, scoring
from deeproot_app.act.hiring.given import GIVEN, Asked
from deeproot_app.act.models import Candidate, CultureQuestion, Interview, Notice
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, Browser

pytestmark = pytest.mark.usefixtures("as_of")
KEYS = ("promises", "mistake")
OURS = Asked(
    "", "Patience", "When did you last wait?", "They waited.", "They never wait.", ("no", "once", "yes", "long")
)


@pytest.fixture
def kim(manager: User, member: User, stranger: User) -> Candidate:
    """A candidate whom Ada and Cleo interview."""
    return candidates.make(manager, "Kim Hale", "Support", date(2026, 7, 1), [member, stranger], KEYS)


def hand_in(user: User, row: Candidate, *scores: int) -> Interview:
    return scoring.keep(user, row.pk, dict(zip(KEYS, scores, strict=True)), {"promises": "On the day."}, hand_in=True)


def test_each_question_given_says_what_good_answers_show_and_what_each_score_means() -> None:
    assert len({one.key for one in GIVEN}) == len(GIVEN) == 12
    assert all(len(one.anchors) == 4 and one.good and one.warning and len(one.theme) <= 80 for one in GIVEN)


def test_the_kit_is_ordered_changed_in_versions_retired_and_all_of_it_undone(manager: User) -> None:
    assert [one.number for one in kit.kit()] == [1] * 12 and not CultureQuestion.objects.exists()
    key = kit.add(manager, OURS)
    assert [one.asked.key for one in kit.kit()][-1] == key == "patience"
    assert kit.add(manager, OURS) == "patience-2"
    kit.move(manager, "promises", up=True)
    assert [one.asked.key for one in kit.kit()][:2] == ["promises", "listening"]
    kit.move(manager, "promises", up=True)
    assert kit.change(manager, "promises", OURS, 1) == 2
    with pytest.raises(UserError, match="meanwhile"):
        kit.change(manager, "promises", OURS, 1)
    kit.go_back(manager, "promises", 1)
    assert kit.one("promises").asked == next(one for one in GIVEN if one.key == "promises")
    assert [number for number, *_ in kit.versions("promises")] == [3, 2, 1]
    kit.retire(manager, "promises")
    assert "promises" not in {each["key"] for each in kit.on_a_sheet()}
    with pytest.raises(UserError, match="already"):
        kit.retire(manager, "promises")
    kit.retire(manager, "promises", back=True)
    assert "promises" in {each["key"] for each in kit.on_a_sheet()}


@pytest.mark.parametrize("wrong", [{"theme": ""}, {"good": " "}, {"anchors": ("a", "b", "c")}, {"text": "x" * 2_001}])
def test_what_no_question_can_be_is_refused(manager: User, wrong: dict[str, object]) -> None:
    with pytest.raises(UserError):
        kit.add(manager, Asked(**{**vars(OURS), **wrong}))  # type: ignore[arg-type]


def test_a_sheet_keeps_its_questions_as_they_stood(kim: Candidate, manager: User) -> None:
    kit.change(manager, "promises", OURS, 1)
    assert [each["theme"] for each in Candidate.objects.get().questions] == ["Keeping promises", "Owning a mistake"]


def test_nobody_sees_another_sheet_before_their_own_is_handed_in(
    kim: Candidate, member: User, stranger: User, manager: User, client_of: Browser
) -> None:
    hand_in(member, kim, 4, 2)
    assert scoring.summary(stranger, kim) is None
    where = reverse("act:candidate", args=[kim.pk])
    before = client_of(stranger).get(where).content.decode()
    assert "On the day." not in before and "Side by side" not in before
    with pytest.raises(UserError, match="2 have none"):
        scoring.keep(stranger, kim.pk, {}, {}, hand_in=True)
    hand_in(stranger, kim, 1, 3)
    found = scoring.summary(stranger, kim)
    assert found and [(line.mean, line.spread, line.agree) for line in found.lines] == [(2.5, 3, False), (2.5, 1, True)]
    assert found.agreed == 1 and found.waiting == []
    assert "On the day." in client_of(stranger).get(where).content.decode()


def test_a_manager_who_interviews_waits_like_the_others(kim: Candidate, member: User, manager: User) -> None:
    assert scoring.summary(manager, kim)
    candidates.add_interviewer(manager, kim.pk, manager)
    hand_in(member, kim, 4, 4)
    assert scoring.summary(manager, kim) is None
    with pytest.raises(UserError, match="your own sheet first"):
        candidates.document(manager, kim.pk)


def test_what_is_handed_in_stays_once_another_is(kim: Candidate, member: User, stranger: User) -> None:
    hand_in(member, kim, 3, 3)
    with pytest.raises(UserError, match="handed in already"):
        hand_in(member, kim, 1, 1)
    scoring.take_back(member, kim.pk)
    hand_in(member, kim, 2, 3)
    hand_in(stranger, kim, 2, 2)
    with pytest.raises(UserError, match="stays as it was"):
        scoring.take_back(member, kim.pk)


def test_a_foreign_candidate_looks_non_existent(
    kim: Candidate, manager: User, viewer: User, client_of: Browser
) -> None:
    other = User.objects.create_user("eli@oakfield.example", role="member", member_id="m-eli")
    browser = client_of(other)
    names = ("candidate", "candidate_sheet", "candidate_take_back")
    for name in names:
        answer = browser.get if name == "candidate" else browser.post
        foreign, unknown = (answer(reverse(f"act:{name}", args=[pk])) for pk in (kim.pk, 999_999))
        assert foreign.status_code == unknown.status_code == 404
    assert "Kim Hale" not in browser.get(reverse("act:hiring")).content.decode()
    assert client_of(viewer).get(reverse("act:hiring")).status_code == 403
    assert "Kim Hale" in client_of(manager).get(reverse("act:hiring")).content.decode()
    with pytest.raises(NotAllowed):
        candidates.make(other, "A", "B", AS_OF.date(), [other])


def test_interviewers_are_told_without_a_name_and_taken_off_until_they_handed_in(
    kim: Candidate, manager: User, member: User, stranger: User
) -> None:
    assert set(Notice.objects.values_list("user_id", "key")) == {
        (user.pk, f"interview:{kim.pk}") for user in (member, stranger)
    }
    assert not Audit.objects.filter(detail__icontains="Kim").exists()
    hand_in(member, kim, 3, 3)
    with pytest.raises(UserError, match="it stays"):
        candidates.remove_interviewer(manager, kim.pk, kim.interviews.get(user=member).pk)
    candidates.remove_interviewer(manager, kim.pk, kim.interviews.get(user=stranger).pk)
    with pytest.raises(Http404):
        candidates.one(stranger, kim.pk)


def test_a_person_decides_and_may_undo_it(kim: Candidate, manager: User, client_of: Browser) -> None:
    browser, where = client_of(manager), reverse("act:candidate_decide", args=[kim.pk])
    page = browser.post(where, {"decision": "no", "reason": "Too far apart"}, follow=True).content.decode()
    assert "We do not" in page and "?undo=1" in page
    browser.post(f"{where}?undo=1")
    kim.refresh_from_db()
    assert (kim.decision, kim.reason, kim.decided_at) == ("", "", None)
    with pytest.raises(UserError):
        candidates.decide(manager, kim.pk, "-")


def test_a_candidate_is_forgotten_half_a_year_after_the_decision_and_not_a_day_before(
    kim: Candidate, manager: User
) -> None:
    candidates.decide(manager, kim.pk, "offer")
    assert candidates.forget(AS_OF + timedelta(days=179)) == 0
    assert candidates.forget(AS_OF + timedelta(days=180)) == 1
    assert not Candidate.objects.exists() and not Interview.objects.exists() and not Notice.objects.exists()


def test_one_about_whom_nobody_decides_is_forgotten_too_after_the_interview(kim: Candidate) -> None:
    assert candidates.forget(AS_OF + timedelta(days=180)) == 0
    assert candidates.forget(AS_OF + timedelta(days=182)) == 1


def test_what_is_held_of_a_candidate_is_taken_out_and_erased(
    kim: Candidate, manager: User, member: User, client_of: Browser
) -> None:
    hand_in(member, kim, 3, 4)
    browser = client_of(manager)
    held = json.loads(browser.post(reverse("act:candidate_export", args=[kim.pk])).content)
    assert held["name"] == "Kim Hale" and held["interviews"][0]["scores"] == {"promises": 3, "mistake": 4}
    browser.post(reverse("act:candidate_erase", args=[kim.pk]))
    assert not Candidate.objects.exists()
    assert set(Audit.objects.values_list("act", flat=True)) >= {"hiring.export", "hiring.erase", "hiring.hand_in"}
