"""Where work slips: found by the rule, grouped by teams, led to a fix; and it agrees with what the mirror counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app import loop
from deeproot_app.act.models import Mending, Notice, Slip
from deeproot_app.act.slips import listed, mend
from deeproot_app.act.slips.look import look_for_slips
from deeproot_app.act.slips.rules import Row, covered, told_again
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.record.models import Case, Customer, Interaction, Promise, RecordSequence, Text
from deeproot_app.understand.models import Figure

pytestmark = pytest.mark.usefixtures("as_of", "small_record")


def rows(*told: str) -> list[Row]:
    """Rows such as "in", "out ada", "internal ben", a day apart."""
    parts = [one.split() for one in told]
    return [
        Row(str(n), "c-birch", AS_OF - timedelta(days=30 - n), part[0], part[1] if len(part) > 1 else None)
        for n, part in enumerate(parts)
    ]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (("in", "out ada", "in", "out ben"), ["2"]),
        (("in", "out ada", "in", "in", "out ben"), ["3"]),
        (("in", "out ada", "in", "out ada"), []),
        (("in", "out ada", "out ben"), []),
        (("in", "out ada", "in", "internal ada", "out ben"), []),
        (("in", "out ada", "internal ada", "in", "out ben"), []),
        (("in", "out", "in", "out ben"), []),
        (("in", "out ada", "in", "both ben", "in", "out ada"), ["2", "4"]),
        ((), []),
    ],
)
def test_told_again_is_what_the_measure_calls_so(told: tuple[str, ...], found: list[str]) -> None:
    assert [slip.row.interaction_id for slip in told_again(rows(*told))] == found


@pytest.mark.parametrize(
    ("told", "owner", "found"),
    [
        (("in", "out ada"), "ben", ["1"]),
        (("in", "out ben"), "ben", []),
        (("in", "out ada"), None, []),
        (("out ada",), "ben", []),
        (("in", "out ben", "out ada"), "ben", []),
        (("in", "internal ada", "out ada"), "ben", ["2"]),
        (("in", "out ada", "in", "out ada"), "ben", ["1", "3"]),
        (("in", "out"), "ben", []),
    ],
)
def test_covered_is_the_answer_that_another_than_the_owner_gave(
    told: tuple[str, ...], owner: str | None, found: list[str]
) -> None:
    assert [slip.row.interaction_id for slip in covered(rows(*told), owner)] == found


def passed(case: str, day: int, direction: str, member: str | None = None, customer: str = "c-birch") -> str:
    row = Interaction.objects.create(
        interaction_id=f"{case}-{day}", customer_id=customer, happened_at=AS_OF - timedelta(days=60 - day),
        channel="email", direction=direction, member_id=member, case_id=case, recorded_seq=RecordSequence.take(),
    )  # fmt: skip
    Customer.objects.filter(pk=customer).update(changed_seq=RecordSequence.take())
    return row.pk


@pytest.fixture
def tossed(small_record: SmallRecord) -> None:
    """A case of Ben's that Cleo answers three times, once after Ben had answered."""
    Case.objects.create(case_id="k-2", customer_id="c-birch", opened_at=AS_OF - timedelta(days=61), owner_id="m-ben")
    for day, (direction, member) in enumerate(
        [("in", None), ("out", "m-ben"), ("in", None), ("out", "m-cleo"), ("in", None), ("out", "m-cleo"),
         ("in", None), ("out", "m-cleo")]
    ):  # fmt: skip
        passed("k-2", day, direction, member)
    look_for_slips.call()


def test_what_slipped_is_grouped_by_teams_with_its_rows(tossed: None, manager: User) -> None:
    [again] = listed.gaps(manager, "again", AS_OF)
    assert (again.what, again.whose, again.by, again.times, again.customers) == ("again", "north", "south", 1, 1)
    assert [row.interaction_id for row in again.rows] == ["k-2-2"]
    [covering] = listed.gaps(manager, "covering", AS_OF)
    assert (covering.what, covering.whose, covering.by, covering.times) == ("case", "north", "south", 3)


def test_covering_twice_is_helping_out(tossed: None, manager: User) -> None:
    Interaction.objects.filter(pk="k-2-7").delete()
    Customer.objects.filter(pk="c-birch").update(changed_seq=RecordSequence.take())
    look_for_slips.call()
    assert listed.gaps(manager, "covering", AS_OF) == []
    assert Slip.objects.filter(what="case").count() == 2, "what is gone from the record slips no more"


def test_a_promise_kept_by_another_three_times_is_a_gap(manager: User) -> None:
    for n in range(3):
        said = passed(f"k-p{n}", n, "out", "m-cleo")
        Promise.objects.create(
            promise_id=f"pr-c{n}", customer_id="c-birch", member_id="m-ada", made_in="", made_at=AS_OF,
            text="I will send it.", kept_in=said, kept_at=AS_OF,
        )  # fmt: skip
    look_for_slips.call()
    [gap] = listed.gaps(manager, "covering", AS_OF)
    assert (gap.what, gap.whose, gap.by, gap.times) == ("promise", "north", "south", 3)


def test_it_counts_what_the_mirror_counts(tossed: None) -> None:
    loop.turn(AS_OF, tell=lambda *_: None)
    counted = {one.customer_id: one.value for one in Figure.objects.filter(measure="explained_again", value__gt=0)}
    assert counted == {"c-birch": Slip.objects.filter(what="again").count()}


def test_what_slipped_long_ago_is_no_gap_of_today(tossed: None, manager: User) -> None:
    assert listed.gaps(manager, "again", AS_OF + timedelta(days=60)) == []


def test_who_may_not_see_the_customer_sees_no_gap_of_theirs(tossed: None, member: User, stranger: User) -> None:
    Organisation(pk=1, members_see="own").save()
    assert listed.gaps(stranger, "again", AS_OF) == [] and len(listed.gaps(member, "again", AS_OF)) == 1


def test_a_step_has_an_owner_who_hears_of_it_and_the_gap_counts_anew(
    tossed: None, manager: User, stranger: User
) -> None:
    [gap] = listed.gaps(manager, "again", AS_OF)
    with pytest.raises(UserError, match="whose step"):
        mend.mend(manager, gap.place, "step", "Hand cases over with a note")
    row = mend.mend(manager, gap.place, "step", "Hand cases over with a note", owner=stranger.pk)
    assert [(one.user, one.what) for one in Notice.objects.all()] == [(stranger, "step")]
    assert listed.gaps(manager, "again", AS_OF) == [] and list(mend.steps()) == [row]
    mend.done(manager, row.pk)
    assert list(mend.steps()) == []
    with pytest.raises(UserError, match="already"):
        mend.done(manager, row.pk)


def test_a_decision_is_undone_and_the_gap_is_back(tossed: None, manager: User) -> None:
    [gap] = listed.gaps(manager, "covering", AS_OF)
    row = mend.mend(manager, gap.place, "dismissed", "We share one queue")
    assert listed.gaps(manager, "covering", AS_OF) == []
    mend.undo(manager, row.pk)
    assert len(listed.gaps(manager, "covering", AS_OF)) == 1
    with pytest.raises(UserError, match="already"):
        mend.undo(manager, row.pk)


def test_what_slips_after_a_decision_is_back_on_the_list_but_not_of_what_was_dismissed(
    tossed: None, manager: User
) -> None:
    for kind in ("again", "covering"):
        [gap] = listed.gaps(manager, kind, AS_OF)  # type: ignore[arg-type]
        mend.mend(manager, gap.place, "note" if kind == "again" else "dismissed", "Known")
    for what, n in (("again", 1), ("case", 3)):
        for each in range(n):
            Slip.objects.create(
                key=f"{what}{each}", what=what, customer_id="c-birch", interaction_id="x", whose_id="m-ben",
                by_id="m-cleo", at=AS_OF + timedelta(hours=1),
            )  # fmt: skip
    later = AS_OF + timedelta(hours=2)
    [again] = listed.gaps(manager, "again", later)
    assert again.times == 1 and len(again.rows) == 1 and again.decided is not None
    assert listed.gaps(manager, "covering", later) == []


@pytest.mark.parametrize(
    ("place", "verdict", "words", "says"),
    [
        ("again", "note", "x", "no such gap"),
        ("nothing\x1fa\x1fb", "note", "x", "no such gap"),
        ("again\x1fa\x1fb", "maybe", "x", "Choose one of"),
        ("again\x1fa\x1fb", "dismissed", " ", "nothing to mend"),
        ("again\x1fa\x1fb", "step", " ", "to be done"),
    ],
)
def test_what_cannot_be_decided_is_refused(manager: User, place: str, verdict: str, words: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        mend.mend(manager, place, verdict, words)
    assert not Mending.objects.exists()


def test_a_viewer_decides_nothing(viewer: User) -> None:
    with pytest.raises(NotAllowed):
        mend.mend(viewer, "again\x1fa\x1fb", "note", "x")


def test_the_page_names_teams_at_the_head_and_people_in_its_rows_alone(
    tossed: None, manager: User, client_of: Browser
) -> None:
    page = client_of(manager).get("/together/covering/").content.decode()
    assert "Cases of north, answered by south" in page
    answer = client_of(manager).post(
        "/together/decide/", {"what": "case", "whose": "north", "by": "south", "verdict": "note", "words": "Known",
                              "back": "/together/covering/"}, follow=True,
    )  # fmt: skip
    assert "Nothing slips here" in answer.content.decode() and "Noted." in answer.content.decode()


def test_the_look_and_the_list_ask_no_more_for_many_customers(manager: User) -> None:
    def asked(some: range) -> tuple[int, int]:
        for n in some:
            customer = Customer.objects.create(customer_id=f"c-{n}", name=f"Customer {n}")
            Case.objects.create(case_id=f"k-s{n}", customer=customer, opened_at=AS_OF, owner_id="m-ben")
            for day, (way, who) in enumerate([("in", None), ("out", "m-ben"), ("in", None), ("out", "m-cleo")]):
                passed(f"k-s{n}", day, way, who, customer.pk)
        counts: list[int] = []
        for work in (look_for_slips.call, lambda: listed.gaps(manager, "again", AS_OF)):
            with CaptureQueriesContext(connection) as captured:
                work()
            counts.append(len(captured))
        return counts[0], counts[1]

    look, gaps = asked(range(1))
    many = asked(range(1, 30))
    assert many[0] <= look <= 24 and many[1] == gaps <= 6


def test_a_row_says_what_its_case_is_about_and_else_of_which_day_it_is_never_its_id(
    tossed: None, manager: User, client_of: Browser
) -> None:
    page = client_of(manager).get("/together/explained-again/").content.decode()
    assert "a support case of <time" in page and "· k-2" not in page
    Text.objects.create(interaction_id="k-2-0", subject="The oven stays cold", body="It does.")
    page = client_of(manager).get("/together/explained-again/").content.decode()
    assert "“<bdi>The oven stays cold</bdi>”" in page and "· k-2" not in page
