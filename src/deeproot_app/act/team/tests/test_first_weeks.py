"""A newcomer's path: open by itself, its steps recognised by what they did, and whose is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from deeproot_app.act.briefs.reading import open_brief
from deeproot_app.act.habits import choosing
from deeproot_app.act.team import first_weeks
from deeproot_app.base.errors import NotAllowed
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.record.models import Belief, Interaction, Proposal
from deeproot_app.understand.journey.models import JourneyMap, JourneyNote, JourneyWalk

pytestmark = pytest.mark.usefixtures("as_of")


@pytest.fixture
def newcomer(member: User, small_record: SmallRecord) -> User:
    """Ada, who joined ten days ago."""
    User.objects.filter(pk=member.pk).update(date_joined=AS_OF - timedelta(days=10))
    member.refresh_from_db()
    return member


def done(user: User) -> dict[str, int]:
    found = first_weeks.path(user, AS_OF)
    return {step.id: step.done for step in found.steps if step.done} if found else {}


def test_each_step_is_recognised_by_what_they_did(
    newcomer: User, small_record: SmallRecord, client_of: Browser
) -> None:
    assert done(newcomer) == {} and first_weeks.path(newcomer, AS_OF).next.id == "walk"  # type: ignore[union-attr]
    at = AS_OF - timedelta(days=1)
    given = {"map": JourneyMap.objects.create(name="All", made_at=at, actor="x"), "number": 1, "actor": "x"}
    walk = JourneyWalk.objects.create(by=newcomer, began_at=at, **given)
    JourneyNote.objects.create(walk=walk, place=1, noted_at=at)
    assert done(newcomer) == {}
    JourneyWalk.objects.update(ended_at=at)
    assert done(newcomer) == {"walk": 1}
    browser = client_of(newcomer)
    for name in ("birch", "birch", "cedar", "dune"):
        browser.post(reverse("act:letter_read", args=[f"c-{name}"]))
    for n, row in enumerate(Interaction.objects.order_by("pk")[:2]):
        Proposal.objects.create(
            sort="belief", rank=4, customer=row.customer, interaction=row, value={}, confidence=1, reader=8, made_at=at,
            state="confirmed", decided_at=at, decided_by=newcomer, belief_id=f"b-{n}",
        )  # fmt: skip
    choosing.choose(newcomer, "thank_one", user=newcomer)
    assert done(newcomer) == {"walk": 1, "letters": 3, "listen": 2, "beliefs": 2, "habit": 1}
    open_brief(newcomer, small_record.birch)
    assert "brief" not in done(newcomer)
    Interaction.objects.create(
        interaction_id="call", customer=small_record.birch, member_id="m-ada", channel="call", direction="both",
        happened_at=AS_OF + timedelta(minutes=5),
    )  # fmt: skip
    assert done(newcomer)["brief"] == 1
    page = browser.get(reverse("act:first_weeks")).content.decode()
    assert "5 of 6 steps" in page


def test_a_belief_whose_confirmation_was_undone_is_no_step(newcomer: User, small_record: SmallRecord) -> None:
    row = Belief.objects.create(
        belief_id="b", customer=small_record.birch, about="need", text="Quiet", from_at=AS_OF, confirmed_at=AS_OF
    )
    Audit.objects.create(at=AS_OF, user=newcomer, actor="x", act="belief.confirm", about_type="belief", about_id="b")
    assert done(newcomer) == {"beliefs": 1}
    Belief.objects.filter(pk=row.pk).update(confirmed_at=None)
    assert done(newcomer) == {}


def test_it_is_open_by_itself_put_aside_and_taken_up(newcomer: User, client_of: Browser) -> None:
    browser = client_of(newcomer)
    assert "Your path" in browser.get(reverse("act:first_weeks")).content.decode()
    page = browser.post(reverse("act:first_weeks_aside"), follow=True).content.decode()
    assert "No path of yours is open" in page and "?back=1" in page
    browser.post(f"{reverse('act:first_weeks_aside')}?back=1")
    assert first_weeks.path(newcomer, AS_OF)
    User.objects.update(date_joined=AS_OF - timedelta(days=100))
    newcomer.refresh_from_db()
    assert first_weeks.path(newcomer, AS_OF) is None
    first_weeks.take_up(newcomer)
    assert first_weeks.path(newcomer, AS_OF).begins == AS_OF  # type: ignore[union-attr]


def test_managers_see_whose_path_is_open_but_not_how_far(newcomer: User, manager: User, client_of: Browser) -> None:
    User.objects.filter(pk=manager.pk).update(date_joined=AS_OF - timedelta(days=365))
    page = client_of(manager).get(reverse("act:first_weeks")).content.decode()
    assert "Ada Lund" in page and "of 6" not in page
    with pytest.raises(NotAllowed):
        first_weeks.open_paths(newcomer, AS_OF)


def test_a_letter_counts_once_for_whoever_is_on_a_path_and_only_of_customers_they_see(
    newcomer: User, small_record: SmallRecord
) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    with pytest.raises(Http404), transaction.atomic():
        first_weeks.read_letter(newcomer, small_record.dune)
    first_weeks.read_letter(newcomer, small_record.birch)
    first_weeks.read_letter(newcomer, small_record.birch)
    assert Audit.objects.filter(act="letter.read").count() == 1
    assert first_weeks.asks(newcomer, small_record.birch, AS_OF) is True
    first_weeks.put_aside(newcomer)
    assert first_weeks.asks(newcomer, small_record.cedar, AS_OF) is None
