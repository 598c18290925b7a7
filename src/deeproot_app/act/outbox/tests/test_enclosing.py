"""Files of the library in mails: of kinds that are handed on, not too many, the same bytes at every attempt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client

from deeproot_app.act.models import Letter, Sending, SendingAccount
from deeproot_app.act.outbox import enclosing, letters, queue_many
from deeproot_app.act.outbox.tests.sending import mail_to, people, states, work
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.channels.email.sending.compose import Enclosed, composed, file_name
from deeproot_app.channels.email.sending.tests.sink import Sink
from deeproot_app.plan.library import change, files
from deeproot_app.plan.models import Edition, StoredFile
from deeproot_app.record.models import Customer, Interaction

PDF = b"%PDF-1.7\nThree ways to a shorter queue.\n\x00\xff" + bytes(range(256)) * 40


def shelve(title: str, data: bytes = PDF, name: str = "Shorter queues.pdf") -> StoredFile:
    """A file of the library that stands ready."""
    row = change.add(COMMAND_LINE, title, "guide", state="ready")
    file = files.store(data, name)
    change.add_edition(COMMAND_LINE, row.row_id, "en", title, file=file)
    return file


def queued(*keys: str, **more: Any) -> Sending:
    customer = "s-0-ok" if Customer.objects.filter(pk="s-0-ok").exists() else people(["ok"])[0]
    return queue_many(COMMAND_LINE, [replace(mail_to(customer, **more), enclosed=keys)])[0]


def attached(raw: str | bytes) -> list[tuple[str | None, str, bytes]]:
    found = message_from_bytes(raw.encode() if isinstance(raw, str) else raw, policy=policy.default)
    return [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))  # type: ignore[misc]
        for part in found.walk()
        if part.get_content_disposition() == "attachment"
    ]


def test_a_file_of_the_library_arrives_as_it_was_given(at_sink: SendingAccount, sink: Sink) -> None:
    file = shelve("Shorter queues")
    sent = queued(file.pk)
    work()
    assert attached(sink.taken[0]["raw"]) == [("Shorter queues.pdf", "application/pdf", PDF)]
    kinds = [part.get_content_type() for part in message_from_bytes(sink.taken[0]["raw"].encode()).walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    assert sent.letter.enclosures[0]["digest"] == hashlib.sha256(PDF).hexdigest()
    assert enclosing.of_interactions(Interaction.objects.values_list("pk", flat=True)) == {
        f"email:{sent.message_id}": (sent.pk, sent.letter.enclosures)
    }


def test_another_version_in_the_library_does_not_change_the_mail_and_every_attempt_is_the_same(
    at_sink: SendingAccount,
) -> None:
    file = shelve("Shorter queues")
    row = queued(file.pk)
    row.account = at_sink
    first = letters.parcels([row])[row.pk].raw
    Edition.objects.update(withdrawn_at=clock.now())
    change.add_edition(COMMAND_LINE, Edition.objects.get().resource_id, "en", "New", file=files.store(b"new", "n.txt"))
    files_of = b"Content-Type: application/pdf"
    again = letters.parcels([row])[row.pk].raw
    assert again.partition(files_of)[2] == first.partition(files_of)[2] != b""
    assert attached(again) == [("Shorter queues.pdf", "application/pdf", PDF)]


def test_bytes_that_are_not_those_that_were_approved_never_leave(at_sink: SendingAccount, sink: Sink) -> None:
    file = shelve("Shorter queues")
    queued(file.pk)
    StoredFile.objects.filter(pk=file.pk).update(data=PDF + b"something else")
    work()
    assert sink.taken == []
    assert set(states().values()) == {"refused"}
    assert "not there as it was approved" in Sending.objects.get().says


def test_too_many_too_large_or_withdrawn_is_not_attached(at_sink: SendingAccount) -> None:
    some = [shelve(f"Guide {number}", PDF + bytes([number])).pk for number in range(6)]
    with pytest.raises(UserError, match="At most 5"):
        queued(*some)
    StoredFile.objects.update(size=enclosing.LARGEST // 2)
    with pytest.raises(UserError, match="10 MB together"):
        queued(*some[:3])
    Edition.objects.update(withdrawn_at=clock.now())
    with pytest.raises(UserError, match="offered by the library no more"):
        queued(some[0])
    assert not Letter.objects.exists(), "a mail without what was to be attached is none"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ('a"b\r\nBcc: x@y.example.pdf', "a-b Bcc- x@y.example.pdf"),
        ("ре\u202eшение.pdf", "ре шение.pdf"),
        ("…", "…"),
        ("", "file"),
        ("ä" * 200 + ".pdf", "ä" * 60 + ".pdf"),
    ],
)
def test_a_name_is_one_line_without_a_path_and_not_too_long(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_names_of_any_script_arrive_in_lines_that_servers_take(at_sink: SendingAccount) -> None:
    row = queued()
    row.account = at_sink
    mail = letters.parcels([row])[row.pk].mail
    names = ["解决方案" * 30 + ".pdf", "Angebot für Grün.pdf", "plain.pdf"]
    raw = composed(replace(mail, enclosed=[Enclosed(name, "application/pdf", PDF) for name in names]))
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert [name for name, _, _ in attached(raw)] == ["解决方案" * 15 + ".pdf", *names[1:]]
    assert [data for _, _, data in attached(raw)] == [PDF] * 3


def test_who_may_see_the_mail_may_download_what_was_attached(
    at_sink: SendingAccount, manager: User, client_of: Callable[[User], Client]
) -> None:
    row = queued(shelve("Shorter queues").pk)
    ours = client_of(manager)
    assert "Shorter queues.pdf" in ours.get(f"/outbox/{row.pk}/").content.decode()
    answer = ours.get(f"/outbox/{row.pk}/files/0/")
    assert (answer.content, answer["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert ours.get(f"/outbox/{row.pk}/files/1/").status_code == 404
