"""Words among us: kept with every version, found by the search, told to whom they mention, never to the customer."""

from __future__ import annotations

import pytest

from deeproot_app.act.models import Note, Notice
from deeproot_app.act.notes import mentions, notices, write
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord, say
from deeproot_app.record import search
from deeproot_app.record.models import Case, Customer, Interaction

pytestmark = pytest.mark.usefixtures("as_of", "small_record")


def words_of(note: Note) -> str:
    return Interaction.objects.select_related("text").get(pk=note.interaction_id).text.body


def test_a_note_is_an_internal_word_in_the_record(member: User) -> None:
    note = write.write(member, "c-birch", "They like to be called before eight.")
    row = Interaction.objects.get(pk=note.interaction_id)
    assert (row.direction, row.kind, row.channel, row.member_id) == ("internal", "note", "note", "m-ada")
    assert (row.customer_words, row.needs_answer) == (None, False) or not row.needs_answer
    assert words_of(note) == "They like to be called before eight."


def test_every_version_is_kept_and_the_last_one_stands(member: User) -> None:
    note = write.write(member, "c-birch", "They like mornings.")
    write.edit(member, note.pk, 1, "They like evenings.")
    note.refresh_from_db()
    assert [version.body for version in note.versions.order_by("number")] == [
        "They like mornings.", "They like evenings.",
    ]  # fmt: skip
    assert (note.version, words_of(note)) == (2, "They like evenings.")
    assert Interaction.objects.filter(kind="note").count() == 1


def test_who_edits_what_somebody_changed_meanwhile_is_told_and_overwrites_nothing(
    member: User, manager: User, client_of: Browser
) -> None:
    note = write.write(member, "c-birch", "They like mornings.")
    write.edit(manager, note.pk, 1, "They like evenings.")
    answer = client_of(member).post(f"/notes/one/{note.pk}/", {"version": 1, "body": "They like noon."})
    assert answer.status_code == 422
    assert "changed this note meanwhile" in answer.content.decode() and "They like noon." in answer.content.decode()
    assert words_of(note) == "They like evenings."


def test_only_the_writer_and_managers_change_a_note(member: User, manager: User, stranger: User, viewer: User) -> None:
    note = write.write(member, "c-birch", "They like mornings.")
    with pytest.raises(UserError, match="Only whoever wrote"):
        write.edit(stranger, note.pk, 1, "No, they do not.")
    with pytest.raises(NotAllowed):
        write.write(viewer, "c-birch", "Hello")
    assert write.edit(manager, note.pk, 1, "Mornings, by telephone.").version == 2


def test_taken_back_it_is_gone_from_the_record_and_brought_back_it_stands_as_it_stood(member: User) -> None:
    note = write.write(member, "c-birch", "They like mornings.")
    seq = Customer.objects.get(pk="c-birch").changed_seq
    write.take_back(member, note.pk)
    assert not Interaction.objects.filter(pk=note.interaction_id).exists()
    assert Customer.objects.get(pk="c-birch").changed_seq > seq
    with pytest.raises(UserError, match="already"):
        write.take_back(member, note.pk)
    write.bring_back(member, note.pk)
    row = Interaction.objects.get(pk=note.interaction_id)
    assert (row.happened_at, row.kind, words_of(note)) == (AS_OF, "note", "They like mornings.")


def test_a_handover_says_what_the_next_one_must_know_and_tells_them(member: User, stranger: User) -> None:
    note = write.write(member, "c-birch", "The oven is promised for Monday.", to=stranger.pk)
    assert Interaction.objects.get(pk=note.interaction_id).kind == "handover"
    assert [(row.user, row.what) for row in Notice.objects.all()] == [(stranger, "handover")]
    with pytest.raises(UserError, match="Write what"):
        write.write(member, "c-birch", "  ", to=stranger.pk)


def test_the_search_finds_the_customer_by_a_note(member: User) -> None:
    search.refresh()
    everyone = Customer.objects.all()
    assert not search.matching_customers(everyone, "marzipan").exists()
    write.write(member, "c-birch", "They are known for their Marzipan.")
    assert [row.pk for row in search.matching_customers(everyone, "marzipan")] == ["c-birch"]


def test_a_note_is_not_in_what_the_customer_lived_through(member: User, client_of: Browser) -> None:
    write.write(member, "c-birch", "SECRET-MARKER")
    browser = client_of(member)
    assert "SECRET-MARKER" not in browser.get("/customers/c-birch/").content.decode()
    assert "SECRET-MARKER" not in browser.get("/customers/c-birch/letter/?written=1").content.decode()
    assert "SECRET-MARKER" not in browser.get("/write/?customer=c-birch").content.decode()
    assert "SECRET-MARKER" in browser.get("/customers/c-birch/?internal=1").content.decode()
    assert "SECRET-MARKER" in browser.get("/notes/of/c-birch/").content.decode()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ada Lund", "Please, @Ada Lund, call them."),
        ("Ada Lund", "@ada: call them"),
        ("Ada Lund", "(@ADA LUND)"),
        ("Ada Lund", "@ada@oakfield.example knows"),
        ("王芳", "请@王芳看一下"),
        ("Øyvind Åsen", "@øyvind åsen must know"),
        ("Øyvind Åsen", "@O\u0308yvind" if False else "@ØYVIND"),
        ("محمد علي", "@محمد علي، من فضلك"),
        ("Нина Петрова", "@нина петрова, посмотри"),
        ("Zoë", "@Zoe\u0308"),
    ],
)
def test_a_colleague_is_mentioned_by_name_in_any_script(stranger: User, member: User, name: str, said: str) -> None:
    User.objects.filter(pk=member.pk).update(name=name)
    assert [user.pk for user in mentions.mentioned(said, User.objects.all())] == [member.pk]


def test_an_address_is_no_mention_and_a_name_of_two_means_neither(member: User) -> None:
    assert mentions.mentioned("Write to pat@birch.example @ 5.", User.objects.all()) == []
    User.objects.create_user("ada2@oakfield.example", name="Ada Moe")
    with pytest.raises(UserError, match="Nobody called “ada”"):
        mentions.mentioned("@ada", User.objects.exclude(email="ada@oakfield.example") | User.objects.all())
    assert [user.name for user in mentions.mentioned("@Ada Moe", User.objects.all())] == ["Ada Moe"]


def test_who_may_not_see_the_customer_cannot_be_mentioned_and_nothing_is_kept(member: User, stranger: User) -> None:
    Organisation(pk=1, members_see="own").save()
    refusals = []
    for name in ("Cleo", "Nemo"):
        with pytest.raises(UserError) as refused:
            write.write(member, "c-birch", f"@{name} should know.")
        refusals.append(refused.value.message.replace(name.casefold(), "?"))
    assert refusals[0] == refusals[1], "it does not tell whether there is such a person"
    with pytest.raises(UserError, match="may see this customer"):
        write.write(member, "c-birch", "Yours.", to=stranger.pk)
    assert not Note.objects.exists() and not Notice.objects.exists()


def test_a_mention_stands_on_today_and_in_the_badge_until_it_is_seen(
    member: User, stranger: User, client_of: Browser
) -> None:
    write.write(member, "c-birch", "@Cleo knows ovens.")
    assert notices.unseen(stranger) == 1 and notices.unseen(member) == 0
    browser = client_of(stranger)
    assert "Ada Lund mentioned you: Birch Bakery" in browser.get("/together/").content.decode()
    assert browser.get("/together/").content.decode().count('id="waits-acttogether"') >= 1
    notice = Notice.objects.get()
    answer = browser.post(f"/together/notices/{notice.pk}/")
    assert answer.headers["Location"].startswith("/notes/of/c-birch/")
    assert notices.unseen(stranger) == 0
    assert client_of(member).post(f"/together/notices/{notice.pk}/").status_code == 404


def test_an_edit_tells_only_whom_it_mentions_for_the_first_time(member: User, stranger: User, manager: User) -> None:
    note = write.write(member, "c-birch", "@Cleo knows.")
    write.edit(member, note.pk, 1, "@Cleo and @Mo know.")
    assert sorted(str(row.user) for row in Notice.objects.all()) == ["Cleo Sand", "Mo Ruiz"]


def test_what_one_may_no_longer_see_is_told_no_more(member: User, stranger: User) -> None:
    write.write(member, "c-birch", "@Cleo knows.")
    Organisation(pk=1, members_see="own").save()
    assert notices.unseen(stranger) == 0


def test_the_page_of_a_note_says_what_its_case_is_about_never_its_id(
    member: User, small_record: SmallRecord, client_of: Browser
) -> None:
    Case.objects.create(case_id="k-2", customer_id="c-birch", opened_at=AS_OF)
    note = write.write(member, "c-birch", "They like mornings.", case_id="k-2")
    page = client_of(member).get(f"/notes/one/{note.pk}/").content.decode()
    assert "a support case of <time" in page and "· k-2" not in page
    say(small_record.birch, None, 2, "in", "complaint", "The oven stays cold", "It does.", case_id="k-2")
    page = client_of(member).get(f"/notes/one/{note.pk}/").content.decode()
    assert "“<bdi>The oven stays cold</bdi>”" in page and "· k-2" not in page


def test_among_notes_a_case_is_chosen_and_told_by_what_it_is_about_or_its_day(
    member: User, small_record: SmallRecord, client_of: Browser
) -> None:
    Case.objects.create(case_id="k-2", customer_id="c-birch", opened_at=AS_OF)
    write.write(member, "c-birch", "They like mornings.", case_id="k-2")
    page = client_of(member).get("/notes/of/c-birch/").content.decode()
    assert '<option value="k-2">Support case of' in page and "a support case of <time" in page and ">k-2<" not in page
    say(small_record.birch, None, 2, "in", "complaint", "The oven stays cold", "It does.", case_id="k-2")
    page = client_of(member).get("/notes/of/c-birch/").content.decode()
    assert '<option value="k-2">The oven stays cold</option>' in page
    assert "“<bdi>The oven stays cold</bdi>”" in page and ">k-2<" not in page
