"""Who takes part: by the record, of whom, who sees what; invitations that may be declined quietly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deeproot.measure.participation import Share
from deeproot_app.act.models import ChosenHabit, Note, Notice, OwnUse, TeamInvitation, TeamWeek
from deeproot_app.act.team import away, inviting
from deeproot_app.act.team.own_part import own_part
from deeproot_app.act.team.reckon import bring_up_to_date, known
from deeproot_app.base import people
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.record.models import Belief, Interaction, Promise, Proposal
from deeproot_app.understand.journey.models import JourneyMap, JourneyNote, JourneyWalk

THIS_WEEK = date(2026, 6, 29)


def passed(name: str, customer: str, member: str, days: float, **more: object) -> Interaction:
    given = {"channel": "email", "direction": "out", **more}
    return Interaction.objects.create(
        interaction_id=name, customer_id=customer, member_id=member, happened_at=AS_OF - timedelta(days=days), **given
    )


def ways_of(user: User) -> dict[str, int]:
    """In how many weeks somebody took part, by way."""
    bring_up_to_date(AS_OF)
    found = own_part(user, AS_OF)
    return {one.way.id: one.weeks for one in found.ways if one.weeks} if found else {}


def shares() -> tuple[Share | None, ...]:
    bring_up_to_date(AS_OF)
    told = known()
    return told.found.company.weeks[-2:] if told else ()


def test_each_way_is_recognised_by_what_the_record_and_the_trail_say(
    crew: list[User], small_record: SmallRecord
) -> None:
    fay, moment = crew[3], AS_OF - timedelta(hours=1)
    assert ways_of(fay) == {}
    passed("call", "c-birch", "m-fay", 0.1, channel="call", direction="both")
    passed("pitch", "c-birch", "m-fay", 9, kind="pitch")
    passed("brief", "c-birch", "m-fay", 0.2, channel="note", direction="internal", kind="brief")
    Promise.objects.create(
        promise_id="kept", customer=small_record.birch, member_id="m-fay", made_at=moment, due_at=AS_OF, kept_at=moment,
        text="The list",
    )  # fmt: skip
    Promise.objects.create(
        promise_id="late", customer=small_record.birch, member_id="m-fay", made_at=AS_OF - timedelta(days=30),
        due_at=AS_OF - timedelta(days=15), kept_at=AS_OF - timedelta(days=8), text="The plan",
    )  # fmt: skip
    Proposal.objects.create(
        sort="belief", rank=4, customer=small_record.birch, interaction_id="call", value={}, confidence=1, reader=8,
        made_at=moment, state="confirmed", decided_at=moment, decided_by=fay, belief_id="b",
    )  # fmt: skip
    Note.objects.create(interaction_id="n", customer=small_record.birch, kind="note", by=fay, actor="x", at=moment)
    walk = JourneyWalk.objects.create(
        map=JourneyMap.objects.create(name="All", made_at=moment, actor="x"),
        number=1,
        by=fay,
        actor="x",
        began_at=moment,
    )
    JourneyNote.objects.create(walk=walk, place=1, noted_at=moment)
    period = {"begins": "2026-06-29", "state": "kept", "by": ["m-fay"], "evidence": []}
    ChosenHabit.objects.create(
        habit="thank_one", user=fay, begins=THIS_WEEK, chosen_at=moment, actor="x", reckoned_at=AS_OF,
        course={"periods": [period, {**period, "begins": "2026-06-22", "state": "missed"}]},
    )  # fmt: skip
    OwnUse.objects.create(by=fay, actor="x", used_on=AS_OF.date(), felt=1, folded="x", made_at=AS_OF)
    assert ways_of(fay) == dict.fromkeys(
        ("listen", "promise", "brief", "review", "belief", "note", "walk", "habit", "own"), 1
    )


def test_a_belief_confirmed_by_hand_counts_until_that_is_undone(crew: list[User], small_record: SmallRecord) -> None:
    row = Belief.objects.create(
        belief_id="b", customer=small_record.birch, about="need", text="Quiet", from_at=AS_OF, confirmed_at=AS_OF
    )
    Audit.objects.create(at=AS_OF, user=crew[0], actor="x", act="belief.confirm", about_type="belief", about_id="b")
    assert "belief" in ways_of(crew[0])
    Belief.objects.filter(pk=row.pk).update(confirmed_at=None)
    assert "belief" not in ways_of(crew[0])


def test_newcomers_leavers_and_whoever_is_away_are_counted_right(crew: list[User]) -> None:
    passed("a", "c-birch", "m-ada", 8, kind="answer")
    assert shares() == (Share(1, 7), Share(0, 7))
    User.objects.filter(pk=crew[2].pk).update(date_joined=AS_OF - timedelta(days=7))
    assert shares() == (Share(1, 6), Share(0, 7))
    people.deactivate(COMMAND_LINE, crew[3])
    Audit.objects.filter(act="user.deactivate").update(at=AS_OF - timedelta(days=3))
    assert shares() == (Share(1, 5), Share(0, 6))
    away.say(crew[4], crew[4], date(2026, 6, 20), date(2026, 6, 26))
    assert shares() == (None, Share(0, 6))


def test_weeks_are_those_of_the_organisation(crew: list[User]) -> None:
    passed("late", "c-birch", "m-ada", 1.6, kind="answer")  # Sunday, 21:36 in UTC
    assert shares() == (Share(1, 7), Share(0, 7))
    Organisation.objects.update_or_create(pk=1, defaults={"timezone": "Asia/Tokyo"})
    assert shares() == (Share(0, 7), Share(1, 7))


def test_what_is_taken_back_is_gone_and_no_count_of_a_person_is_kept(crew: list[User]) -> None:
    for n in range(9):
        passed(f"a{n}", "c-birch", "m-ada", 0.1 * n, kind="answer")
    bring_up_to_date(AS_OF)
    [row] = TeamWeek.objects.filter(week=THIS_WEEK)
    assert len(row.ways["listen"]) == 2
    Interaction.objects.filter(pk__startswith="a").delete()
    bring_up_to_date(AS_OF)
    assert not TeamWeek.objects.filter(week=THIS_WEEK).exists()


def test_it_takes_as_many_queries_for_many_as_for_few(crew: list[User]) -> None:
    bring_up_to_date(AS_OF)
    for n, user in enumerate(crew):
        passed(f"a{n}", "c-birch", user.member_id, n, kind="answer")
    with CaptureQueriesContext(connection) as asked:
        bring_up_to_date(AS_OF)
    assert len(asked) <= 28


def test_managers_see_shares_a_person_their_own_part_and_nobody_names(crew: list[User], client_of: Browser) -> None:
    passed("call", "c-birch", "m-fay", 0.1, channel="call", direction="both")
    bring_up_to_date(AS_OF)
    page = client_of(crew[6]).get(reverse("act:team")).content.decode()
    said = page.partition("id_user")[0]
    assert "2 of 7" in said and "Fay" not in said and "large enough to be told" in said
    mine = client_of(crew[3]).get(reverse("act:team")).content.decode()
    assert "All of us" not in mine and "Birch Bakery" in mine
    assert client_of(crew[3]).get(reverse("act:team_behind")).status_code == 403
    behind = client_of(crew[6]).get(reverse("act:team_behind"), {"way": "listen"}).content.decode()
    assert "2 of 7" in behind and "Birch Bakery" in behind and "Fay" not in behind
    for asked in ({"way": "smile"}, {"team": "south"}, {"week": "2020-01-06"}, {"week": "2026-02-31"}):
        assert client_of(crew[6]).get(reverse("act:team_behind"), asked).status_code in (200, 404)
    assert client_of(crew[6]).get(reverse("act:team_behind"), {"team": "south"}).status_code == 404


def test_a_habit_of_ones_own_is_in_nobody_elses_evidence(crew: list[User], client_of: Browser) -> None:
    period = {"begins": "2026-06-29", "state": "kept", "by": ["m-fay"], "evidence": []}
    ChosenHabit.objects.create(
        habit="thank_one", user=crew[3], begins=THIS_WEEK, chosen_at=AS_OF, actor="x", reckoned_at=AS_OF,
        course={"periods": [period]},
    )  # fmt: skip
    bring_up_to_date(AS_OF)
    behind = client_of(crew[6]).get(reverse("act:team_behind"), {"way": "habit"}).content.decode()
    assert "1 of 7" in behind and "rests on no row that you may see" in behind


def test_those_who_have_not_tried_are_invited_told_and_may_say_no_quietly(crew: list[User], client_of: Browser) -> None:
    passed("call", "c-birch", "m-fay", 0.1, channel="call", direction="both")
    bring_up_to_date(AS_OF)
    at = inviting.invite(crew[6], "listen")
    assert set(TeamInvitation.objects.values_list("user_id", flat=True)) == {
        user.pk for user in crew if user.member_id not in ("m-fay", "m-ada")  # Ada answered within the quarter
    }  # fmt: skip
    assert Notice.objects.filter(what="invited").count() == 5
    with pytest.raises(UserError, match="lately"):
        inviting.invite(crew[6], "listen")
    browser, mine = client_of(crew[2]), TeamInvitation.objects.get(user=crew[2])
    assert "You are invited: listening" in browser.get(reverse("act:team")).content.decode()
    trail = Audit.objects.count()
    said = browser.post(reverse("act:team_decline", args=[mine.pk]), follow=True).content.decode()
    assert "You are invited" not in said and "Nobody is told" in said and Audit.objects.count() == trail
    assert "Eli" not in client_of(crew[6]).get(reverse("act:team")).content.decode().partition("id_user")[0]
    browser.post(f"{reverse('act:team_decline', args=[mine.pk])}?back=1")
    assert inviting.waiting(crew[2]).count() == 1
    with pytest.raises(Http404):
        inviting.decline(crew[3], mine.pk)
    inviting.withdraw(crew[6], "listen", at)
    assert not inviting.waiting(crew[2]).exists() and not Notice.objects.filter(what="invited").exists()


def test_an_invitation_is_over_once_one_took_part(crew: list[User]) -> None:
    bring_up_to_date(AS_OF)
    inviting.invite(crew[6], "listen")
    passed("call", "c-birch", "m-eli", -0.1, channel="call", direction="both")
    bring_up_to_date(AS_OF + timedelta(hours=3))
    assert not inviting.waiting(crew[2]).exists() and inviting.waiting(crew[3]).exists()


def test_of_too_few_nothing_is_told_and_nobody_invited(
    member: User, manager: User, client_of: Browser, as_of: object
) -> None:
    User.objects.update(date_joined=AS_OF - timedelta(days=365))
    bring_up_to_date(AS_OF)
    assert "Too few for a figure" in client_of(manager).get(reverse("act:team")).content.decode()
    with pytest.raises(UserError, match="Too few"):
        inviting.invite(manager, "walk")
    with pytest.raises(NotAllowed):
        inviting.invite(member, "walk")


def test_being_away_is_said_by_oneself_or_a_manager_and_taken_back(crew: list[User], client_of: Browser) -> None:
    day = AS_OF.date()
    with pytest.raises(NotAllowed):
        away.say(crew[0], crew[1], day, day)
    with pytest.raises(UserError, match="in this order"):
        away.say(crew[0], crew[0], day, day - timedelta(days=1))
    browser = client_of(crew[6])
    given = {"first": "2026-06-22", "last": "2026-06-26", "user": crew[0].pk}
    browser.post(reverse("act:team_away"), given)
    [row] = away.of(crew[0])
    with pytest.raises(Http404):
        away.remove(crew[1], row.pk)
    away.remove(crew[0], row.pk)
    assert not away.of(crew[0]).exists()
    away.remove(crew[0], row.pk, back=True)
    assert away.of(crew[0]).exists()
