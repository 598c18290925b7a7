"""Habits in the application: who takes them up, what is reckoned, who sees what, what the morning says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deeproot_app.act.follow_up import letter
from deeproot_app.act.follow_up.owed import Owed
from deeproot_app.act.habits import choosing, listed
from deeproot_app.act.habits.morning import reminders
from deeproot_app.act.habits.reckon import bring_up_to_date, reckon_habits
from deeproot_app.act.models import ChosenHabit
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.record.models import Belief, Customer, Interaction, Promise
from deeproot_app.understand.models import CompanyFigure, FindingCount

pytestmark = pytest.mark.usefixtures("as_of", "small_record")
LAST_MONDAY = date(2026, 6, 22)


def passed(name: str, customer: str, member: str | None, days: float, **more: object) -> Interaction:
    given = {"channel": "email", "direction": "out", **more}
    return Interaction.objects.create(
        interaction_id=name, customer_id=customer, member_id=member, happened_at=AS_OF - timedelta(days=days), **given
    )


def reckoned(row: ChosenHabit) -> dict[str, str]:
    """The states of its days or weeks."""
    reckon_habits.call()
    row.refresh_from_db()
    return {one["begins"]: one["state"] for one in row.course["periods"]}


def test_a_person_keeps_a_habit_by_what_the_record_says_of_their_own_doing(member: User) -> None:
    passed("thanks", "c-birch", "m-ada", 5, kind="appreciation")
    passed("of-ben", "c-birch", "m-ben", 12, kind="appreciation")
    row = choosing.choose(member, "thank_one", user=member, begins=date(2026, 6, 8))
    assert reckoned(row) == {
        "2026-06-08": "nothing", "2026-06-15": "missed", "2026-06-22": "kept", "2026-06-29": "open",
    }  # fmt: skip
    [told] = listed.told(member, [row])
    assert (told.kept, told.n, told.adherence, told.streak) == (1, 2, 0.5, 1)
    assert [(one.by, [each.customer for each in one.evidence]) for one in told.lately if one.state == "kept"] == [
        (["Ada Lund"], ["Birch Bakery"])
    ]


def test_a_team_keeps_it_by_what_any_of_them_did(manager: User) -> None:
    passed("of-ben", "c-cedar", "m-ben", 5, kind="appreciation")
    row = choosing.choose(manager, "thank_one", team="north", begins=LAST_MONDAY)
    assert reckoned(row)["2026-06-22"] == "kept"


def test_what_was_written_to_nobody_in_particular_is_its_owners_occasion(member: User) -> None:
    row = choosing.choose(member, "probe_all_great", user=member, begins=LAST_MONDAY)
    passed("great", "c-birch", None, 6, direction="in", kind="all_great")
    assert reckoned(row)["2026-06-22"] == "missed"
    passed("asked", "c-birch", "m-ben", 5, needs_answer=True)
    assert reckoned(row)["2026-06-22"] == "kept"


def test_promises_and_hard_times_are_read_too(member: User) -> None:
    Promise.objects.all().delete()
    word = choosing.choose(member, "word_before_due", user=member, begins=LAST_MONDAY)
    Promise.objects.create(
        promise_id="p", customer_id="c-birch", member_id="m-ada", made_at=AS_OF - timedelta(days=9),
        due_at=AS_OF - timedelta(days=5), text="The list",
    )  # fmt: skip
    assert reckoned(word)["2026-06-22"] == "missed"
    spare = choosing.choose(member, "spare_in_hard_times", user=member, begins=LAST_MONDAY)
    passed("offer", "c-birch", "m-ada", 5, kind="pitch")
    assert reckoned(spare)["2026-06-22"] == "kept"
    Belief.objects.create(
        belief_id="b", customer_id="c-birch", about="capacity", text="A fire", from_at=AS_OF - timedelta(days=20)
    )  # fmt: skip
    assert reckoned(spare)["2026-06-22"] == "missed"


def test_customers_who_are_one_have_one_story(member: User, small_record: SmallRecord) -> None:
    row = choosing.choose(member, "gift_before_asking", user=member, begins=LAST_MONDAY)
    other = Customer.objects.create(customer_id="c-birch-2", name="Birch", merged_into=small_record.birch)
    passed("gift", other.pk, "m-cleo", 7, kind="value")
    passed("offer", "c-birch", "m-ada", 5, kind="pitch")
    assert reckoned(row)["2026-06-22"] == "kept"


def test_all_habits_are_reckoned_in_a_few_queries(manager: User) -> None:
    choosing.choose(manager, "thank_one", team="north")
    with CaptureQueriesContext(
        connection,
    ) as one:
        bring_up_to_date(AS_OF)
    for habit in ("note_for_the_next", "probe_all_great", "call_one_silent"):
        for team in ("north", "south"):
            choosing.choose(manager, habit, team=team)
    with CaptureQueriesContext(connection) as many:
        assert bring_up_to_date(AS_OF) == 7
    assert len(many) == len(one) <= 12


def test_a_habit_is_kept_once_stopped_and_gone_on_with(member: User) -> None:
    row = choosing.choose(member, "thank_one", user=member)
    with pytest.raises(UserError, match="kept already"):
        choosing.choose(member, "thank_one", user=member)
    choosing.stop(member, row.pk)
    with pytest.raises(UserError, match="stopped already"):
        choosing.stop(member, row.pk)
    assert choosing.resume(member, row.pk).stopped_at is None
    choosing.stop(member, row.pk)
    choosing.choose(member, "thank_one", user=member)
    with pytest.raises(UserError, match="taken up anew"):
        choosing.resume(member, row.pk)
    assert set(Audit.objects.values_list("act", flat=True)) >= {"habit.choose", "habit.stop", "habit.resume"}


def test_what_cannot_be_kept_is_refused_with_a_sentence(member: User, administrator: User) -> None:
    with pytest.raises(UserError, match="There is no habit 'smile'"):
        choosing.choose(member, "smile", user=member)
    with pytest.raises(UserError, match="which of us you are"):
        choosing.choose(administrator, "thank_one", user=administrator)
    with pytest.raises(UserError, match="Say which team"):
        choosing.choose(COMMAND_LINE, "thank_one", team="nobody's")


def test_only_its_own_people_and_managers_choose_for_a_team(member: User, manager: User, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        choosing.choose(stranger, "thank_one", team="north")
    row = choosing.choose(member, "thank_one", team="north")
    with pytest.raises(NotAllowed):
        choosing.stop(stranger, row.pk)
    choosing.stop(manager, row.pk)


def test_what_a_person_keeps_nobody_else_sees_or_stops(member: User, manager: User, client_of: Browser) -> None:
    row = choosing.choose(member, "thank_one", user=member)
    assert list(listed.standing(manager)) == []
    with pytest.raises(Http404):
        choosing.stop(manager, row.pk)
    assert "Yours" in client_of(member).get(reverse("act:habits")).content.decode()
    assert "Nobody keeps a habit yet" in client_of(manager).get(reverse("act:habits")).content.decode()


def test_evidence_of_customers_one_may_not_see_is_not_shown(manager: User, stranger: User) -> None:
    passed("thanks", "c-birch", "m-ada", 5, kind="appreciation")
    row = choosing.choose(manager, "thank_one", team="north", begins=LAST_MONDAY)
    reckoned(row)
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    shown = {who: [e for one in listed.told(who, [row])[0].lately for e in one.evidence] for who in (manager, stranger)}
    assert len(shown[manager]) == 1 and shown[stranger] == []


def test_what_occurs_most_is_answered_first_and_what_is_kept_is_not_suggested(member: User) -> None:
    day = {"day": AS_OF.date(), "group": "", "as_of": AS_OF}
    CompanyFigure.objects.create(measure="heard_from_us", value=1.0, n=1, customers=1, **day)
    for scenario, customers in (("hollow_miss_you", 9), ("all_great_nothing_asked", 4), ("endless_loop", 0)):
        FindingCount.objects.create(scenario=scenario, customers=customers, of=20, at_stake={}, **day)
    assert [(one.habit.id, one.customers, one.of) for one in listed.suggestions(member)] == [
        ("deed_after_miss_you", 9, 20), ("probe_all_great", 4, 20),
    ]  # fmt: skip
    choosing.choose(member, "deed_after_miss_you", user=member)
    assert [one.habit.id for one in listed.suggestions(member)] == ["probe_all_great"]


def test_the_morning_reminds_of_a_daily_habit_each_working_day_and_of_a_weekly_one_on_the_first(member: User) -> None:
    choosing.choose(member, "ask_one_question", user=member, begins=LAST_MONDAY)
    choosing.choose(member, "thank_one", team="north", begins=LAST_MONDAY)
    monday, tuesday, saturday = (reminders({member: date(2026, 6, day)}).get(member.pk, []) for day in (22, 23, 27))
    assert monday == ["Ask one customer one open question each day", "Thank one customer each week (team north)"]
    assert tuesday == monday[:1] and saturday == []
    words = letter.text("Ada", Owed(habits=monday), LAST_MONDAY, choosing.zone_of(member))
    assert "Your habits (2)\n  - Ask one customer" in words and letter.subject(Owed(habits=monday)) == "2 habits"


def test_a_press_takes_it_up_and_the_way_back_is_offered(member: User, viewer: User, client_of: Browser) -> None:
    browser = client_of(member)
    page = browser.post(reverse("act:habit_choose"), {"habit": "thank_one"}, follow=True).content.decode()
    row = ChosenHabit.objects.get()
    assert "begins today" in page and reverse("act:habit_stop", args=[row.pk]) in page
    page = browser.post(reverse("act:habit_stop", args=[row.pk]), follow=True).content.decode()
    assert reverse("act:habit_resume", args=[row.pk]) in page and "Lately stopped" in page
    assert client_of(viewer).post(reverse("act:habit_choose"), {"habit": "thank_one"}).status_code == 403
