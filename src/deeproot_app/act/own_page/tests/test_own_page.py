"""The page that a customer may see: what stands on it, what they say there, and who opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from deeproot_app.act.models import OwnPage, PageWord
from deeproot_app.act.own_page import deciding, links, saying, shown
from deeproot_app.act.own_page.saying import Saying, Wrong
from deeproot_app.act.views.own_page import SAYINGS
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, SmallRecord, say
from deeproot_app.record import cases, promises
from deeproot_app.record.models import Case, Contact, Identity, Interaction, Promise, Text

pytestmark = pytest.mark.usefixtures("small_record", "as_of")
Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def fresh_buckets() -> None:
    SAYINGS.__init__(a_second=0.05, at_once=20)  # type: ignore[misc]


def page_of(name: str) -> tuple[OwnPage, str]:
    page, link = links.give(COMMAND_LINE, f"p-{name}")
    return page, link.partition("8000")[2] or "/" + link.partition("//")[2].partition("/")[2]


def look(path: str, **query: str) -> str:
    answer = Client().get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def key(n: int = 0) -> str:
    return f"{n:032x}"


def test_they_see_what_was_promised_and_what_passed_between_them_and_us() -> None:
    _, path = page_of("birch")
    seen = look(path)
    assert "I will send you the corrected invoice by Friday." in seen
    assert "overdue" in seen
    assert "Here is the guide I mentioned." in seen
    assert "Why is the last invoice higher than agreed?" in seen


def test_they_see_a_case_that_they_never_confirmed() -> None:
    _, path = page_of("cedar")
    seen = look(path)
    assert "closed by us" in seen


def test_a_case_is_told_by_the_subject_of_the_message_that_began_it_where_that_is_theirs(
    small_record: SmallRecord,
) -> None:
    _, path = page_of("cedar")
    say(small_record.cedar, None, 300, "in", "complaint", "The pump\n hums", "It hums.", case_id="k-1")
    say(small_record.cedar, "m-ada", 299, "out", "answer", "Re: The pump hums", "We look.", case_id="k-1")
    seen = look(path)
    assert '<p class="own-words break" dir="auto">The pump hums</p>' in seen
    assert ">k-1<" not in seen


@pytest.mark.parametrize(
    "of", [{"contact_id": None}, {"channel": "call"}, {"direction": "both"}, {"direction": "internal"}]
)
def test_a_case_that_a_colleague_began_or_a_call_is_told_by_its_day(
    small_record: SmallRecord, of: dict[str, Any]
) -> None:
    _, path = page_of("cedar")
    Interaction.objects.filter(case_id="k-1").delete()
    row = say(small_record.cedar, None, 300, "in", "complaint", "Not for their eyes", "It hums.", case_id="k-1")
    Interaction.objects.filter(pk=row.pk).update(**of)
    opened = Case.objects.get().opened_at
    seen = look(path, lang="de")
    assert f"Anliegen vom {opened.day}." in seen
    assert "Not for their eyes" not in seen.partition('id="story"')[0]


def test_of_a_colleague_they_see_nothing_and_of_a_call_only_that_it_was(small_record: SmallRecord) -> None:
    Contact.objects.create(contact_id="p-boss", customer=small_record.birch, name="Boss", email="boss@birch.example")
    private = say(small_record.birch, "m-ada", 3, "out", "care", "In confidence", "Only for your eyes.")
    Interaction.objects.filter(pk=private.pk).update(contact_id="p-boss")
    call = say(small_record.birch, "m-ada", 2, "both", "care", "A call", "Sounded tired, voice low.")
    Interaction.objects.filter(pk=call.pk).update(channel="call")
    note = say(small_record.birch, "m-ada", 1, "internal", "note", "Among us", "They may leave.")
    seen = look(page_of("birch")[1])
    assert "Only for your eyes." not in seen
    assert "Sounded tired" not in seen
    assert "They may leave" not in seen
    assert "· call ·" in seen
    assert note.pk


def test_of_a_call_no_word_is_told_whoever_made_it_and_nothing_that_they_take_no_part_in(
    small_record: SmallRecord,
) -> None:
    for day, direction in enumerate(("in", "out"), 41):
        call = say(small_record.birch, "m-ada", day, direction, "care", "A call", f"Noted of a call {direction}.")
        Interaction.objects.filter(pk=call.pk).update(channel="call")
    for day, changed in enumerate(({"channel": "usage"}, {"channel": "mention"}, {"automatic": True}), 43):
        row = say(small_record.birch, "m-ada", day, "in", None, "Not theirs to read", "Not theirs to read")
        Interaction.objects.filter(pk=row.pk).update(**changed)
    Case.objects.create(
        case_id="k-9", customer=small_record.birch, opened_at=AS_OF, severity="unbearable", recorded_seq=1
    )
    seen = look(page_of("birch")[1])
    assert seen.count("· call ·") == 2 and "k-9" in seen
    for word in ("Noted of a call", "Not theirs to read", "usage ·", "mention ·", "unbearable"):
        assert word not in seen


def test_looking_changes_nothing(django_assert_num_queries: Any) -> None:
    _, path = page_of("birch")
    before = Audit.objects.count()
    look(path)
    assert Client().head(path).status_code == 200
    assert Audit.objects.count() == before
    assert not PageWord.objects.exists()


def test_the_cost_of_a_look_does_not_grow_with_the_story(
    small_record: SmallRecord, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    _, path = page_of("birch")
    for day in range(60):
        say(small_record.birch, "m-ada", 100 + day, "out", "care", f"Word {day}", f"Text {day}")
    with django_assert_max_num_queries(22):
        first = look(path)
    assert "Text 50" not in first
    older = first.partition('href="?after=')[2].partition("&amp;")[0]
    assert "Text 20" in look(path + "?after=" + older)


def test_that_a_case_is_solved_is_theirs_to_say_and_to_take_back() -> None:
    own, path = page_of("cedar")
    given = {"key": "a", "about": "case", "row_id": "k-1", "answer": "solved"}
    answer = Client().post(path, given)
    assert answer.status_code == 302
    assert Case.objects.get().confirmed_at == AS_OF
    assert "glad that it is solved" in look(answer["Location"])
    said = Interaction.objects.get(channel="chat")
    assert (said.direction, said.kind, said.case_id, said.needs_answer) == ("in", "thanks", "k-1", False)
    saying.say(own, Saying(key(1), "case", "k-1", "not_solved", words="It broke again."))
    assert Case.objects.get().confirmed_at is None
    again = Interaction.objects.get(pk=f"page:{key(1)}")
    assert (again.kind, again.needs_answer, again.text.body) == (
        "complaint", True, "It is not solved.\n\nIt broke again.",
    )  # fmt: skip


def test_a_promise_that_passed_for_kept_is_open_again_once_they_say_that_it_is_not_done() -> None:
    own, _ = page_of("birch")
    promises.keep(COMMAND_LINE, "pr-1", AS_OF)
    saying.say(own, Saying(key(), "promise", "pr-1", "not_done", words="No invoice came."))
    assert Promise.objects.get(pk="pr-1").kept_at is None
    said = Interaction.objects.get(pk=f"page:{key()}")
    assert (said.kind, said.needs_answer) == ("complaint", True)
    assert "No invoice came." in said.text.body


def test_the_same_thing_sent_twice_is_said_once_and_another_thing_from_the_same_form_too() -> None:
    _, path = page_of("birch")
    for words in ("Hello", "Hello", "Hello again"):
        Client().post(path, {"key": "drawn", "about": "other", "words": words})
    assert sorted(Text.objects.filter(subject="On their page").values_list("body", flat=True)) == [
        "Hello", "Hello again",
    ]  # fmt: skip


def test_what_is_another_customers_cannot_be_spoken_of() -> None:
    own, path = page_of("birch")
    with pytest.raises(Wrong) as wrong:
        saying.say(own, Saying(key(), "case", "k-1", "solved"))
    assert wrong.value.why == "gone"
    answer = Client().post(path, {"key": "a", "about": "case", "row_id": "k-1", "answer": "solved"})
    assert answer.status_code == 422
    assert Case.objects.get().confirmed_at is None


@pytest.mark.parametrize(
    ("field", "words", "why"),
    [
        ("name", " ", "empty"), ("name", "Pat of Birch Bakery", "same"), ("email", "pat at birch", "email"),
        ("phone", "ring me", "phone"), ("timezone", "Mars/Base", "timezone"), ("owner", "me", "gone"),
        ("name", "x" * 4_001, "long"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(field: str, words: str, why: str) -> None:
    own, _ = page_of("birch")
    with pytest.raises(Wrong) as wrong:
        saying.say(own, Saying(key(), "fact", field=field, words=words))
    assert wrong.value.why == why
    assert not PageWord.objects.exists()
    assert not Interaction.objects.filter(channel="chat").exists()


def test_what_they_type_stands_there_again_where_it_was_refused() -> None:
    _, path = page_of("birch")
    answer = Client().post(path, {"key": "a", "about": "fact", "field": "email", "words": "pat at birch"})
    assert answer.status_code == 422
    assert 'value="pat at birch"' in answer.content.decode()
    assert "That is no e-mail address." in answer.content.decode()


def test_a_correction_waits_for_us_is_taken_over_and_undone(member: User) -> None:
    own, path = page_of("birch")
    word = saying.say(own, Saying(key(), "fact", field="email", words="Pat@New.example"))
    assert Contact.objects.get(pk="p-birch").email == "pat@birch.example"
    assert "You say: pat@new.example" in look(path)
    assert list(deciding.waiting(member)) == [word]
    deciding.decide(member, word.pk, take=True)
    assert Contact.objects.get(pk="p-birch").email == "pat@new.example"
    assert Identity.objects.get(value="pat@birch.example").contact_id == "p-birch"
    with pytest.raises(UserError, match="already"):
        deciding.decide(member, word.pk, take=False)
    deciding.undo(member, word.pk)
    assert Contact.objects.get(pk="p-birch").email == "pat@birch.example"
    assert list(deciding.waiting(member)) == [word]


def test_what_was_changed_since_is_not_overwritten_by_an_undo(member: User) -> None:
    own, _ = page_of("birch")
    word = saying.say(own, Saying(key(), "fact", field="name", words="Patricia"))
    deciding.decide(member, word.pk, take=True)
    Contact.objects.filter(pk="p-birch").update(name="Patrick")
    with pytest.raises(UserError, match="changed again"):
        deciding.undo(member, word.pk)
    assert Contact.objects.get(pk="p-birch").name == "Patrick"


def test_an_address_that_is_somebody_elses_is_not_taken_over(member: User) -> None:
    own, _ = page_of("birch")
    word = saying.say(own, Saying(key(), "fact", field="email", words="pat@cedar.example"))
    with pytest.raises(UserError, match="somebody else's"):
        deciding.decide(member, word.pk, take=True)
    word.refresh_from_db()
    assert word.taken is None


def test_a_link_that_was_renewed_shut_or_guessed_leads_nowhere(member: User) -> None:
    own, first = page_of("birch")
    links.OWN.revoke(member, own.pk)
    assert Client().get(first).status_code == 404
    _, second = page_of("birch")
    assert Client().get(second).status_code == 200
    links.shut(member, own.pk)
    assert Client().get(second).status_code == Client().post(second, {"about": "other"}).status_code == 404
    _, third = page_of("birch")
    assert third != second
    assert Client().get(second).status_code == 404
    assert Client().get(third).status_code == 200
    assert Client().get("/yours/guess/").status_code == 404


def test_the_page_of_who_is_shown_under_another_is_gone() -> None:
    _, path = page_of("birch")
    Contact.objects.filter(pk="p-birch").update(merged_into="p-cedar")
    assert Client().get(path).status_code == 404


def test_it_speaks_four_languages_and_the_zone_of_its_reader() -> None:
    _, path = page_of("birch")
    for language, words in {
        "de": "Was wir Ihnen zugesagt haben",
        "fr": "Nos échanges",
        "es": "Lo que le prometimos",
    }.items():
        assert words in look(path, lang=language)


def test_who_sends_without_end_is_told_to_wait() -> None:
    _, path = page_of("birch")
    statuses = [Client().post(path, {"key": str(n), "about": "other", "words": f"{n}"}).status_code for n in range(21)]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {302}


def test_hostile_words_stay_words() -> None:
    _, path = page_of("birch")
    answer = Client().post(path, {"key": "a", "about": "other", "words": "<script>alert(1)</script>\x00\u202e"})
    seen = look(answer["Location"])
    assert "<script>alert" not in seen
    assert Text.objects.get(subject="On their page").body == "<script>alert(1)</script>"


def test_what_was_withdrawn_or_settled_long_ago_is_not_told(small_record: SmallRecord) -> None:
    Promise.objects.filter(pk="pr-1").update(kept_at=AS_OF - timedelta(days=366))
    assert shown.promises(small_record.birch, AS_OF) == []
    Promise.objects.filter(pk="pr-1").update(kept_at=None, withdrawn_at=AS_OF)
    assert shown.promises(small_record.birch, AS_OF) == []


def test_a_case_confirmed_twice_keeps_when_it_was_first() -> None:
    cases.confirm(COMMAND_LINE, "k-1", True, AS_OF - timedelta(days=2))
    assert cases.confirm(COMMAND_LINE, "k-1", True, AS_OF).confirmed_at == AS_OF - timedelta(days=2)


def test_one_of_us_gives_looks_renews_and_shuts(client_of: Browser, member: User) -> None:
    browser = client_of(member)
    assert "Give them a page" in browser.get("/their-pages/of/c-birch/").content.decode()
    given = browser.post("/their-pages/give/p-birch/", follow=True).content.decode()
    assert "/yours/" in given
    own = OwnPage.objects.get()
    preview = browser.get(f"/their-pages/{own.pk}/preview/").content.decode()
    assert "This is what they see" in preview
    assert "<form" not in preview
    browser.post(f"/their-pages/{own.pk}/renew/")
    browser.post(f"/their-pages/{own.pk}/shut/")
    own.refresh_from_db()
    assert (own.link, own.shut_at) == (2, AS_OF)


def test_a_correction_is_decided_on_the_page_and_the_navigation_counts_it(client_of: Browser, member: User) -> None:
    own, _ = page_of("birch")
    word = saying.say(own, Saying(key(), "fact", field="phone", words="+47 22 33 44 55"))
    browser = client_of(member)
    page = browser.get("/their-pages/").content.decode()
    assert "+4722334455" in page
    assert 'id="waits-actown_page_words">1<' in page
    browser.post(f"/their-pages/words/{word.pk}/decide/", {"take": "yes"})
    assert Contact.objects.get(pk="p-birch").phone == "+4722334455"
    assert "No correction waits" in browser.get("/their-pages/").content.decode()
    browser.post(f"/their-pages/words/{word.pk}/undo/")
    assert Contact.objects.get(pk="p-birch").phone is None
