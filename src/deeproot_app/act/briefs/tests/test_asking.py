"""Speaking to support first: asked, answered, heard at once; and never without those who work on the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from deeproot_app.act.briefs import asking, people
from deeproot_app.act.briefs.brief import brief
from deeproot_app.act.models import AgreedOption, Notice, OptionQuestion
from deeproot_app.base import access
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord, say
from deeproot_app.record.models import Case, Customer, Interaction, Member

pytestmark = pytest.mark.usefixtures("as_of")


@pytest.fixture
def case(small_record: SmallRecord) -> Case:
    """Birch Bakery lives through a case of Cleo's, who is in another team."""
    return Case.objects.create(
        case_id="k-2", customer=small_record.birch, opened_at=AS_OF - timedelta(days=2), owner_id="m-cleo"
    )


def test_with_an_open_case_and_nothing_agreed_the_brief_says_speak_to_support_first(case: Case) -> None:
    found = brief(case.customer, AS_OF)
    assert found.speak_first and [each.speak_first for each in found.cases] == [True]
    Case.objects.update(closed_at=AS_OF)
    assert not brief(case.customer, AS_OF).speak_first, "a closed case asks for nothing"


def test_the_owner_of_the_case_is_asked_at_once_and_their_answer_reaches_the_asker_at_once(
    case: Case, member: User, stranger: User
) -> None:
    question = asking.ask(member, case.pk, "What may I offer?")
    assert [(row.user, row.what) for row in Notice.objects.all()] == [(stranger, "asked")]
    assert asking.waiting_of(stranger) == [question]
    asking.agree(
        stranger, case.pk, ["A month free", "  ", "A visit on Monday"], offered_by=["m-ada"],
        until=AS_OF + timedelta(days=3), question_id=question.pk,
    )  # fmt: skip
    told = Notice.objects.get(user=member)
    assert (told.what, told.question) == ("agreed", question)
    assert asking.waiting_of(stranger) == []
    assert Notice.objects.get(user=stranger).seen_at == AS_OF, "who answered needs not be told that they are asked"
    [found] = brief(case.customer, AS_OF).cases
    assert [(one.option.text, one.by) for one in found.options] == [
        ("A month free", ["Ada Lund"]), ("A visit on Monday", ["Ada Lund"]),
    ]  # fmt: skip
    assert not found.speak_first


def test_what_was_agreed_stands_in_the_case_as_a_note_that_only_we_see(case: Case, stranger: User) -> None:
    asking.agree(stranger, case.pk, ["A month free"], words="No visit before Friday.")
    row = Interaction.objects.select_related("text").get(case_id=case.pk)
    assert (row.direction, row.kind, row.member_id) == ("internal", "note", "m-cleo")
    assert "A month free" in row.text.body and "No visit before Friday." in row.text.body


def test_asking_informs_nobody_yet(case: Case, member: User) -> None:
    asking.ask(member, case.pk, "What may I offer?")
    assert not Interaction.objects.filter(direction="internal").exists()


def test_options_end_and_are_taken_back_with_a_reason_and_then_it_is_speak_first_again(
    case: Case, stranger: User
) -> None:
    [option] = asking.agree(stranger, case.pk, ["A month free"], until=AS_OF + timedelta(days=1))
    assert not brief(case.customer, AS_OF).speak_first
    assert brief(case.customer, AS_OF + timedelta(days=1)).speak_first, "what ended may be offered no more"
    with pytest.raises(UserError, match="Say why"):
        asking.take_back_option(stranger, option.pk, " ")
    asking.take_back_option(stranger, option.pk, "Out of stock")
    assert brief(case.customer, AS_OF).speak_first
    with pytest.raises(UserError, match="already"):
        asking.take_back_option(stranger, option.pk, "Again")


def test_nothing_may_be_offered_is_an_answer_too_for_a_week(case: Case, stranger: User) -> None:
    asking.agree(stranger, case.pk, [], words="We are still measuring; leave them in peace.")
    [found] = brief(case.customer, AS_OF).cases
    assert found.answer is not None and "leave them in peace" in found.answer.answer and not found.speak_first
    assert brief(case.customer, AS_OF + timedelta(days=7)).speak_first


def test_only_who_works_on_the_case_or_a_manager_says_what_may_be_offered(
    case: Case, member: User, manager: User, viewer: User, stranger: User
) -> None:
    with pytest.raises(UserError, match="Only those who work on the case"):
        asking.agree(member, case.pk, ["A month free"])
    with pytest.raises(NotAllowed):
        asking.agree(viewer, case.pk, ["A month free"])
    assert people.may_agree(manager, [case]) == people.may_agree(stranger, [case]) == {case.pk}
    Interaction.objects.create(
        interaction_id="mail:x", customer=case.customer, member_id="m-ada", happened_at=AS_OF, channel="email",
        direction="out", case_id=case.pk,
    )  # fmt: skip
    assert people.may_agree(member, [case]) == {case.pk}, "who spoke with them in it works on it"


def test_a_team_mate_of_the_owner_works_on_the_case(case: Case, member: User) -> None:
    Case.objects.update(owner_id="m-ben")
    case.refresh_from_db()
    assert people.may_agree(member, [case]) == {case.pk}, "Ben is in Ada's team"
    assert people.works_on(case) == {"m-ada", "m-ben"}


def test_a_case_that_nobody_works_on_is_asked_about_of_managers(case: Case, member: User, manager: User) -> None:
    Case.objects.update(owner_id=None)
    question = asking.ask(member, case.pk, "Who knows?")
    assert [row.user for row in question.notices.all()] == [manager]


def test_nobody_is_asked_who_may_not_see_the_customer(case: Case, member: User, stranger: User, manager: User) -> None:
    Organisation(pk=1, members_see="own").save()
    question = asking.ask(member, case.pk, "What may I offer?")
    assert [row.user for row in question.notices.all()] == [manager]


def test_who_sees_a_customer_is_found_for_all_at_once_as_it_is_for_each(
    small_record: SmallRecord, member: User, stranger: User, manager: User, viewer: User, administrator: User
) -> None:
    Organisation(pk=1, members_see="own").save()
    Member.objects.filter(pk="m-ben").update(team=None)
    Customer.objects.filter(pk="c-cedar").update(merged_into=small_record.birch)
    everyone = [member, stranger, manager, viewer, administrator]
    for row in Customer.objects.select_related("merged_into"):
        alone = [one for one in everyone if access.customers(one, Customer.objects.filter(pk=row.pk)).exists()]
        assert people.seeing(everyone, row) == alone, row


def test_asked_twice_it_is_one_question_and_answered_twice_the_second_hears_so(
    case: Case, member: User, stranger: User
) -> None:
    first, second = asking.ask(member, case.pk, "What may I offer?"), asking.ask(member, case.pk, "Hello?")
    assert first == second and OptionQuestion.objects.count() == 1
    asking.agree(stranger, case.pk, ["A month free"], question_id=first.pk)
    with pytest.raises(UserError, match="settled already"):
        asking.agree(stranger, case.pk, ["Two months free"], question_id=first.pk)
    assert AgreedOption.objects.count() == 1


def test_a_question_is_taken_back_by_who_asked_alone(case: Case, member: User, stranger: User) -> None:
    question = asking.ask(member, case.pk, "What may I offer?")
    with pytest.raises(UserError, match="Only whoever asked"):
        asking.withdraw(stranger, question.pk)
    asking.withdraw(member, question.pk)
    assert asking.waiting_of(stranger) == [] and not asking.is_asked(stranger, case.customer)
    with pytest.raises(UserError, match="settled already"):
        asking.withdraw(member, question.pk)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"texts": []}, "Name what may be offered"),
        ({"texts": ["x"] * 21}, "20 options at most"),
        ({"texts": ["x"], "until": AS_OF}, "still to come"),
        ({"texts": ["x"], "offered_by": ["m-nobody"]}, "no colleague"),
    ],
)
def test_what_cannot_be_agreed_is_refused_and_nothing_is_kept(case: Case, given: dict[str, object], says: str) -> None:
    with pytest.raises(UserError, match=says):
        asking.agree(COMMAND_LINE, case.pk, **given)  # type: ignore[arg-type]
    assert not AgreedOption.objects.exists() and not Interaction.objects.filter(direction="internal").exists()


def test_a_closed_case_and_one_of_a_customer_whom_one_may_not_see_are_not_asked_about(
    case: Case, member: User, stranger: User
) -> None:
    with pytest.raises(UserError, match="is closed"):
        asking.ask(member, "k-1", "What may I offer?")
    Organisation(pk=1, members_see="own").save()
    with pytest.raises(Http404):
        asking.ask(stranger, case.pk, "What may I offer?")


def test_a_closed_case_is_refused_by_what_it_is_about_else_by_its_day_never_by_its_id(
    case: Case, member: User, small_record: SmallRecord
) -> None:
    Organisation(pk=1, timezone="Pacific/Kiritimati").save()
    Case.objects.filter(pk=case.pk).update(opened_at="2026-06-02T11:00Z", closed_at=AS_OF)
    with pytest.raises(UserError, match=r"^Nothing needs to be agreed any more for the support case of 3 June: it is"):
        asking.ask(member, case.pk, "What may I offer?")
    say(small_record.birch, None, 2, "in", "complaint", "The oven stays cold", "It does.", case_id="k-2")
    with pytest.raises(UserError, match=r"any more for “The oven stays cold”: it is closed\.$"):
        asking.ask(member, case.pk, "What may I offer?")


def test_who_is_asked_reads_what_the_case_is_about_never_its_id(
    case: Case, member: User, stranger: User, small_record: SmallRecord, client_of: Browser
) -> None:
    asking.ask(member, case.pk, "What may I offer?")
    page = client_of(stranger).get("/together/").content.decode()
    assert "a support case of <time" in page and "k-2 ·" not in page
    say(small_record.birch, None, 2, "in", "complaint", "The oven stays cold", "It does.", case_id="k-2")
    page = client_of(stranger).get("/together/").content.decode()
    assert "“<bdi>The oven stays cold</bdi>”" in page and "k-2 ·" not in page
