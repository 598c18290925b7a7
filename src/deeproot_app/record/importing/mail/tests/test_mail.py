"""Tests of importing mail: what becomes of it, whose it is, and that doing it again changes nothing."""

from __future__ import annotations

import gzip
import itertools
import random
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.channels import email
from deeproot_app.channels.email.tests.made import mail, parts, ugly
from deeproot_app.record.conftest import Load, counts
from deeproot_app.record.importing import run, undo
from deeproot_app.record.importing.mail.files import plan_mail
from deeproot_app.record.importing.mail.kept import attachments, raw_mail
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.refused import unpacked
from deeproot_app.record.importing.report import FileReport, Report
from deeproot_app.record.models import Batch, Contact, Coverage, Customer, Interaction, RawBlock, RefusedRow, Text

ENVELOPE = b"From x Mon Mar  3 10:00:00 2025\n"
PAT, CLEO, ADA, BEN = "pat@birch.example", "cleo@cedar.example", "ada@oakfield.example", "ben@oakfield.example"


def mbox(*mails: bytes) -> bytes:
    """An mbox file of these mails."""
    return b"".join(ENVELOPE + one.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ") + b"\n\n" for one in mails)


def to_us(number: int, body: str = "When will the invoice come?", **headers: str) -> bytes:
    return mail(body, message_id=f"<{number}@x>", **headers)


def from_us(number: int, body: str = "It comes on Friday.", **headers: str) -> bytes:
    return mail(body, message_id=f"<{number}@x>", **({"from": ADA, "to": PAT} | headers))


@pytest.fixture
def people(load: Load, base: Report) -> None:
    """Cedar's contact too: Birch's Pat and our Ada are there."""
    load({"more.csv": f"contact_id,customer_id,name,email\np2,c2,Cleo,{CLEO}\n"})


def loaded(load: Load, *mails: bytes, name: str = "inbox.mbox", **how: Any) -> FileReport:
    return load({name: mbox(*mails)}, **how).files[0]


def rows(*names: str) -> list[tuple[Any, ...]]:
    return list(Interaction.objects.order_by("interaction_id").values_list(*names))


def test_mails_become_interactions_by_who_wrote_to_whom(load: Load, people: None) -> None:
    report = loaded(
        load,
        to_us(1),
        from_us(2, in_reply_to="<1@x>"),
        mail("Hm", to=BEN, references="<1@x>", **{"from": ADA}, message_id="<3@x>"),
    )
    assert counts(report) == (3, 3, 0, 0, 0)
    assert rows("interaction_id", "direction", "customer_id", "contact_id", "member_id") == [
        ("email:1@x", "in", "c1", "p1", "m1"),
        ("email:2@x", "out", "c1", "p1", "m1"),
        ("email:3@x", "internal", "c1", None, "m1"),
    ]
    assert {thread for (thread,) in rows("thread_id")} == {"email:1@x"}
    first = Interaction.objects.get(pk="email:1@x")
    assert (first.channel, first.kind, first.needs_answer, first.personal) == ("email", "question", True, True)
    assert str(first.happened_at) == "2025-03-03 09:00:00+00:00"


def test_a_sender_of_our_domain_is_ours_though_no_member_is(load: Load, people: None) -> None:
    loaded(load, from_us(1, **{"from": "support@oakfield.example"}))
    assert rows("direction", "member_id") == [("out", None)]


def test_running_it_twice_changes_nothing(load: Load, people: None) -> None:
    mails = [to_us(1), from_us(2, in_reply_to="<1@x>"), to_us(3, to=f"{ADA}, {CLEO}"), from_us(4, to=f"{PAT}, {CLEO}")]
    loaded(load, *mails)
    before = rows("interaction_id", "recorded_seq", "thread_id", "customer_id")
    assert counts(loaded(load, *mails)) == (4, 0, 0, 4, 0)
    assert rows("interaction_id", "recorded_seq", "thread_id", "customer_id") == before


def test_the_same_mail_in_two_mailboxes_is_one_row(load: Load, people: None) -> None:
    loaded(load, from_us(1), name="sent.mbox")
    copy = b"Received: from a by b; Mon, 3 Mar 2025 11:00:00 +0000\r\n" + from_us(
        1, "It comes on Friday. (list footer)"
    )
    assert counts(loaded(load, copy, copy, name="archive.mbox")) == (2, 0, 0, 2, 0)
    assert Text.objects.get().body == "It comes on Friday."


def test_a_mail_to_several_customers_is_one_interaction_of_each(load: Load, people: None) -> None:
    report = loaded(load, from_us(1, to=f"{PAT}, {CLEO}"))
    assert counts(report) == (1, 1, 0, 0, 0)
    assert report.also == {"interactions": {"created": 1, "updated": 0}}
    assert rows("interaction_id", "customer_id", "contact_id", "thread_id") == [
        ("email:1@x", "c1", "p1", "email:1@x"),
        ("email:1@x#c2", "c2", "p2", "email:1@x"),
    ]


def test_a_customer_who_becomes_known_later_does_not_move_what_is_recorded(load: Load, base: Report) -> None:
    both = from_us(1, to=f"{CLEO}, {PAT}")
    loaded(load, both)
    load({"more.csv": f"contact_id,customer_id,email\np2,c2,{CLEO}\n"})
    assert counts(loaded(load, both)) == (1, 0, 0, 1, 0)
    assert rows("interaction_id", "customer_id") == [("email:1@x", "c1"), ("email:1@x#c2", "c2")]


def test_mail_of_strangers_is_kept_and_comes_in_once_they_are_customers(load: Load, base: Report) -> None:
    stranger = to_us(1, **{"from": CLEO})
    report = loaded(load, stranger, mail("x", **{"from": ADA, "to": BEN}))
    assert counts(report) == (2, 0, 0, 0, 2)
    refused = list(RefusedRow.objects.order_by("line"))
    assert [one.column for one in refused] == ["from", "to"]
    assert f"no customer has the address '{CLEO}'" in refused[0].reason
    assert "among colleagues" in refused[1].reason
    assert (
        unpacked(bytes(RawBlock.objects.get(batch=report.batch).data))[0][1]
        .encode("latin-1")
        .startswith(stranger.replace(b"\r\n", b"\n"))
    )
    load({"more.csv": f"contact_id,customer_id,email\np2,c2,{CLEO}\n"})
    assert counts(loaded(load, stranger)) == (1, 1, 0, 0, 0)


def test_customers_are_made_of_strangers_where_one_asks_for_it(load: Load, base: Report) -> None:
    news = to_us(2, list_id="<news>", **{"from": "news@else.example"})
    loaded(load, to_us(1, **{"from": f"Cleo Moss <{CLEO}>"}), news, creates_customers=True)
    assert Customer.objects.get(pk=f"email:{CLEO}").name == "Cleo Moss"
    assert Contact.objects.get(email=CLEO).customer_id == f"email:{CLEO}"
    assert rows("customer_id") == [(f"email:{CLEO}",)]


def test_machines_and_lists_are_known(load: Load, people: None) -> None:
    loaded(
        load,
        to_us(1, auto_submitted="auto-replied"),
        to_us(2, list_id="<a.b>"),
        to_us(3, "I am out of office until Monday."),
    )
    assert rows("automatic", "personal") == [(True, True), (False, False), (True, True)]


def test_any_order_of_mails_and_files_gives_the_same_threads(load: Load, people: None) -> None:
    mails = [
        to_us(1),
        from_us(2, in_reply_to="<1@x>"),
        to_us(3, in_reply_to="<2@x>"),
        from_us(4, in_reply_to="<3@x>", references="<2@x> <3@x>"),
        to_us(5, references="<9@x> <4@x>"),
    ]
    wanted = [("email:1@x",)] * 4 + [("email:9@x",)]
    for order in list(itertools.permutations(mails))[::11]:
        Interaction.objects.all().delete()
        for at, one in enumerate(order):
            loaded(load, one, name=f"{at}.mbox")
        assert rows("thread_id") == wanted


def test_a_late_mail_leads_a_thread_on_though_strangers_write_beside_it(load: Load, people: None) -> None:
    loaded(load, to_us(2, in_reply_to="<1@x>"))
    loaded(load, to_us(1, in_reply_to="<0@x>"), to_us(3, **{"from": "x@else.example"}), name="late.mbox")
    assert {thread for (thread,) in rows("thread_id")} == {"email:0@x"}


def test_a_file_that_is_gone_from_its_folder_is_told_and_the_others_come_in(people: None, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.eml").write_bytes(to_us(number))
    planned = plan_mail(folder, Options(), "saved", sorted(folder.iterdir()))
    (folder / "1.eml").unlink()
    assert counts(run.import_file(planned, COMMAND_LINE)) == (2, 1, 0, 0, 1)
    assert "there is no such file" in RefusedRow.objects.get().reason


def test_mails_that_follow_each_other_in_a_ring_are_one_thread(load: Load, people: None) -> None:
    ring = [to_us(1, in_reply_to="<2@x>"), to_us(2, in_reply_to="<3@x>"), to_us(3, in_reply_to="<1@x>")]
    loaded(load, *ring)
    assert {thread for (thread,) in rows("thread_id")} == {"email:1@x"}
    Interaction.objects.all().delete()
    for one in reversed(ring):
        loaded(load, one, name="a.mbox")
    assert {thread for (thread,) in rows("thread_id")} == {"email:1@x"}


def test_the_ledger_tells_of_each_mailbox_and_strangers_leave_no_gap(load: Load, people: None) -> None:
    loaded(load, to_us(1), to_us(2, date="Tue, 4 Mar 2025 10:00:00 +0000"), to_us(3, **{"from": "x@else.example"}))
    loaded(load, to_us(4), b"no mail at all", name="Archive-2025.mbox")
    found = list(Coverage.objects.order_by("source").values_list("source", "state", "seen", "stored", "refused"))
    assert found == [("email/archive", "unknown", 2, 1, 1), ("email/inbox", "complete", 3, 2, 1)]
    inbox = Coverage.objects.get(source="email/inbox")
    assert (str(inbox.from_at), str(inbox.to_at)) == ("2025-03-03 09:00:00+00:00", "2025-03-04 10:00:00+00:00")


def test_an_undo_takes_a_mailbox_back_whole(load: Load, people: None) -> None:
    loaded(load, to_us(2, in_reply_to="<1@x>"))
    before = rows("interaction_id", "thread_id", "customer_id")
    late = loaded(load, to_us(1, in_reply_to="<0@x>"), from_us(3, to=f"{PAT}, {CLEO}"), name="late.mbox")
    assert rows("thread_id")[1] == ("email:0@x",)
    undo.undo(Batch.objects.get(pk=late.batch), COMMAND_LINE)
    assert rows("interaction_id", "thread_id", "customer_id") == before
    assert not RawBlock.objects.filter(batch=late.batch).exists()


def test_a_dry_run_tells_the_same_and_writes_nothing(load: Load, people: None) -> None:
    mails = [to_us(1), from_us(2, to=f"{PAT}, {CLEO}"), to_us(3, **{"from": "x@else.example"}), b"nothing"]
    dry = loaded(load, *mails, dry_run=True)
    assert not Interaction.objects.exists()
    real = loaded(load, *mails)
    assert (counts(dry), dry.also) == (counts(real), real.also)
    assert dry.refused_file


def test_the_raw_mail_is_kept_byte_for_byte_and_tells_its_attachments(load: Load, people: None) -> None:
    pdf = 'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD'
    raw = parts("Content-Type: text/plain\r\n\r\nSee it.", pdf, message_id="<1@x>") + b"\x00\xff\xfe"
    load({"one.eml": raw})
    found = Interaction.objects.get()
    assert raw_mail(found) == raw
    assert [(one.name, one.type, one.size) for one in attachments(found)] == [("a.pdf", "application/pdf", 3)]


def test_a_maildir_a_folder_of_eml_and_a_packed_mbox_are_read(people: None, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    for name in ("box/cur", "box/new", "box/tmp", "saved"):
        (folder / name).mkdir(parents=True)
    (folder / "box/cur/1:2,S").write_bytes(to_us(1))
    (folder / "box/new/2").write_bytes(to_us(2))
    (folder / "box/tmp/3").write_bytes(to_us(3))
    (folder / "saved/a.eml").write_bytes(to_us(4))
    (folder / "saved/b.EML").write_bytes(to_us(5))
    (folder / "Sent").write_bytes(mbox(from_us(6)))
    (folder / "old.mbox.gz").write_bytes(gzip.compress(mbox(from_us(7))))
    (folder / "notes.txt").write_text("Nothing of ours")
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert sorted(key for (key,) in rows("interaction_id")) == [f"email:{one}@x" for one in (1, 2, 4, 5, 6, 7)]
    assert [one.error for one in report.files] == [None] * 4
    assert report.aside == [str(folder / "notes.txt")]
    again = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert sum(one.unchanged for one in again.files) == 6


def test_a_mail_is_known_by_how_it_begins_and_a_table_is_not_one(load: Load, people: None) -> None:
    report = load({"saved": to_us(1), "members.csv": "member_id,email\nm9,z@oakfield.example\n"})
    assert [one.table for one in report.files] == ["members", "interactions"]


def test_an_interrupted_import_goes_on_where_it_stopped(
    load: Load, people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = [to_us(number, in_reply_to=f"<{number - 1}@x>") for number in range(1, 40)]
    monkeypatch.setattr(run, "CHARACTERS", 1_000)
    monkeypatch.setattr(run, "BLOCKS", 1)
    whole = run.Importing._commit
    left = [4]

    def dies(self: run.Importing, *given: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise RuntimeError("killed")
        whole(self, *given)

    monkeypatch.setattr(run.Importing, "_commit", dies)
    with pytest.raises(RuntimeError):
        loaded(load, *mails)
    done = Interaction.objects.count()
    assert 0 < done < len(mails)
    left[0] = -1
    report = loaded(load, *mails)
    assert counts(report) == (39, 39, 0, 0, 0)
    assert "went on from there" in " ".join(report.notes)
    assert {thread for (thread,) in rows("thread_id")} == {"email:0@x"}
    assert Coverage.objects.get().seen == 39


@pytest.mark.parametrize("seed", [0, *(pytest.param(more, marks=pytest.mark.deep) for more in (1, 2))])
def test_of_ugly_mail_every_one_is_recorded_or_refused(load: Load, people: None, seed: int) -> None:
    at = random.Random(seed)
    mails = [ugly(at.randrange(10**6)) for _ in range(100)]
    known = [f"From: {PAT}\nMessage-ID: <{number}@known>\n".encode() + one for number, one in enumerate(mails)]
    report = load({f"{number}.eml": one for number, one in enumerate([*mails, *known])})
    assert sum(one.read for one in report.files) == 200
    assert all(one.error is None for one in report.files)
    assert 100 > Interaction.objects.count() > 20
    again = load({f"{number}.eml": one for number, one in enumerate([*mails, *known])})
    assert not any(one.created or one.updated for one in again.files)


def test_a_bounce_is_the_customer_s_whom_we_could_not_reach_automatic_and_in_the_conversation(
    load: Load, people: None
) -> None:
    bounce = (Path(email.__file__).parent / "fixtures" / "bounce.eml").read_bytes()
    loaded(load, mail("Here it is.", **{"from": ADA, "to": PAT, "message_id": "<out.1@oakfield.example>"}), bounce)
    found = Interaction.objects.get(interaction_id="email:bounce.1@birch.example")
    assert (found.customer_id, found.direction, found.automatic) == ("c1", "in", True)
    assert found.thread_id == "email:out.1@oakfield.example"
    assert Text.objects.get(interaction=found).body.startswith("Not delivered to pat@birch.example (5.1.1).")
