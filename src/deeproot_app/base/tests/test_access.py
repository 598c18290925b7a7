import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from deeproot_app.base import access
from deeproot_app.base.errors import NotAllowed, NotSignedIn
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Customer, Interaction

EXPECTED = {
    "viewer": {"self.change", "record.see", "views.save", "tokens.manage", "figures.reckon"},
    "member": {
        *("today.handle", "promise.change", "address.change", "reading.decide", "mention.decide", "belief.change"),
        *("consent.change", "touch.send", "call.log", "gift.give", "library.change", "own_page.give", "health.say"),
        *("note.write", "case.agree", "slip.mend", "habit.choose", "journey.change", "persona.change"),
        *("hiring.score", "owner.change"),
    },
    "manager": {
        *("team.lead", "hiring.manage", "person.export"),
        "record.import",
        "record.undo",
        "record.export",
        "audit.see",
        "reading.again",
        "webhooks.manage",
        "connections.manage",
        "identity.merge",
        *("survey.manage", "event.manage", "programme.manage", "sending.manage", "consent.lift", "budget.manage"),
        *("reward.manage", "risk.again", "persona.accept"),
    },
    "administrator": {"person.erase", "people.manage", "organisation.change", "policy.change"},
}


@pytest.mark.parametrize("rank", range(4))
def test_each_role_may_do_its_own_acts_and_those_of_the_roles_below_it(rank: int) -> None:
    role = list(EXPECTED)[rank]
    may = {act for act in access.ACTS if access.allows(User(role=role), act)}
    assert may == set().union(*list(EXPECTED.values())[: rank + 1])


def test_the_command_line_may_do_everything() -> None:
    assert all(access.allows(access.COMMAND_LINE, act) for act in access.ACTS)


@pytest.mark.parametrize("nobody", [AnonymousUser(), User(role="administrator", is_active=False)])
def test_nobody_and_a_deactivated_user_may_do_nothing(nobody: User | AnonymousUser) -> None:
    for act in access.ACTS:
        with pytest.raises(NotSignedIn):
            access.require(nobody, act)


def test_a_refusal_says_what_who_may_and_whom_to_ask() -> None:
    with pytest.raises(NotAllowed) as refusal:
        access.require(User(role="viewer"), "record.import")
    assert (
        refusal.value.message == "As a viewer you may not import; it takes a manager. Ask one of your administrators."
    )


def test_an_act_that_nobody_declared_is_an_error_not_a_permission() -> None:
    with pytest.raises(KeyError):
        access.allows(User(role="administrator"), "record.burn")


def names(actor: access.Actor) -> list[str]:
    return list(access.customers(actor, Customer.objects.order_by("name")).values_list("name", flat=True))


def test_everyone_sees_every_customer_unless_the_organisation_keeps_members_to_their_own(
    small_record: SmallRecord, member: User, viewer: User
) -> None:
    assert names(member) == names(viewer) == ["Birch Bakery", "Cedar Clinic", "Dune Travel"]


@pytest.fixture
def own_only(db: None) -> None:
    Organisation(pk=1, members_see="own").save()


def test_a_member_sees_their_own_customers_and_those_of_their_team(
    own_only: None, small_record: SmallRecord, member: User, stranger: User, manager: User, viewer: User
) -> None:
    assert names(member) == ["Birch Bakery", "Cedar Clinic"]
    assert names(stranger) == ["Dune Travel"]
    assert len(names(manager)) == len(names(viewer)) == len(names(access.COMMAND_LINE)) == 3


def test_a_user_who_is_no_member_of_the_record_sees_none(own_only: None, small_record: SmallRecord) -> None:
    assert names(User.objects.create_user("new@oakfield.example")) == []


def test_members_without_a_team_are_not_one_team(own_only: None, small_record: SmallRecord, member: User) -> None:
    for team in ("", None):
        small_record.birch.owner.__class__.objects.update(team=team)
        assert names(member) == ["Birch Bakery"]


def test_what_hangs_on_a_customer_is_seen_with_the_customer(
    own_only: None, small_record: SmallRecord, stranger: User
) -> None:
    seen = access.customers(stranger, Interaction.objects.all(), "customer")
    assert {row.customer_id for row in seen} == {"c-dune"}


def test_what_one_may_not_see_is_answered_like_what_does_not_exist(
    own_only: None, small_record: SmallRecord, stranger: User
) -> None:
    assert access.one(stranger, Customer.objects.all(), pk="c-dune") == small_record.dune
    refusals = []
    for customer_id in ("c-birch", "c-nowhere"):
        with pytest.raises(Http404) as refusal:
            access.one(stranger, Customer.objects.all(), pk=customer_id)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]


def test_a_token_of_narrow_scope_does_only_what_it_was_made_for(manager: User) -> None:
    manager.narrowed_to = frozenset({"record.see", "promise.change"})
    assert {act for act in access.ACTS if access.allows(manager, act)} == {"record.see", "promise.change"}
    with pytest.raises(NotAllowed, match="With this token you may not import; make one with a wider scope"):
        access.require(manager, "record.import")


def test_a_token_gives_nobody_more_than_their_role(viewer: User) -> None:
    viewer.narrowed_to = frozenset({"record.import"})
    with pytest.raises(NotAllowed, match="it takes a manager"):
        access.require(viewer, "record.import")
