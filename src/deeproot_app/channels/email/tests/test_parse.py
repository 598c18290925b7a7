"""Tests of what one mail says, however it is written."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.channels.email import parse
from deeproot_app.channels.email.body import attached
from deeproot_app.channels.email.forwarded import forwarded
from deeproot_app.channels.email.tests.made import mail, parts, ugly
from deeproot_app.channels.shapes import Address, Attachment, Failed, Received, Unreadable


def read(raw: bytes) -> Received:
    found = parse(raw)
    assert isinstance(found, Received), found
    return found


def test_the_id_is_the_same_with_and_without_brackets_and_folds() -> None:
    for given in ("<a.b@c>", "a.b@c", " <a.b@c> ", "\r\n <a.b@c>", "<a.\r\n b@c>"):
        assert read(mail(message_id=given)).id == "a.b@c"
    assert len(read(mail(message_id=f"<{'x' * 900}@c>")).id) < 250


def test_a_mail_without_an_id_is_known_by_what_no_relay_changes() -> None:
    one = read(mail("Hello\r\nthere", message_id=""))
    relayed = read(
        b"Received: from a by b; Tue, 4 Mar 2025 10:00:00 +0000\r\n" + mail("Hello\nthere\n\n", message_id="")
    )
    assert one.id == relayed.id
    assert one.id != read(mail("Hello\r\nhere", message_id="")).id
    assert one.id != read(mail("Hello\r\nthere", message_id="", subject="Other")).id


@pytest.mark.parametrize(
    ("headers", "hour"),
    [
        ({"date": "Mon, 3 Mar 2025 10:00:00 +0100"}, 9),
        ({"date": "3 Mar 2025 10:00:00 -0000"}, 10),
        ({"date": "Mon, 3 Mar 2025 10:00:00 EST"}, 15),
        ({"date": "some day", "received": "from a by b; Mon, 3 Mar 2025 12:00:00 +0000 (UTC)"}, 12),
        ({"date": "Thu, 1 Jan 1904 00:00:00 +0000", "received": "by b; Mon, 3 Mar 2025 12:00:00 +0000"}, 12),
    ],
)
def test_the_time_is_the_dates_in_its_zone_or_the_newest_hops(headers: dict[str, str], hour: int) -> None:
    assert read(mail(**headers)).at == datetime(2025, 3, 3, hour, tzinfo=UTC)


def test_a_mail_that_says_no_time_takes_its_containers_or_is_refused() -> None:
    arrived = datetime(2025, 1, 1, tzinfo=UTC)
    found = parse(mail(date=""), arrived)
    assert isinstance(found, Received)
    assert found.at == arrived
    refused = parse(mail(date=""))
    assert isinstance(refused, Unreadable)
    assert "when it was written" in refused.reason


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("=?utf-8?Q?J=C3=B6rg?=", "Jörg"),
        ("=?iso-8859-1?Q?Gr=FC?= =?utf-8?B?w59l?=", "Grüße"),
        ("=?windows-1252?q?It=92s?=", "It’s"),
        ("=?unknown-8bit?q?J=F6rg?=", "Jörg"),
        ("Plain =?utf-8?q?a?= b", "Plain a b"),
        ("two\r\n lines", "two  lines"),
    ],
)
def test_subjects_are_read_in_every_charset(given: str, means: str) -> None:
    assert read(mail(subject=given)).subject.replace("  ", " ") == means.replace("  ", " ")


def test_a_subject_of_raw_bytes_is_guessed() -> None:
    assert read(b"Subject: Gr\xfc\xdfe\r\n" + mail()).subject == "Grüße"
    assert read("Subject: Grüße\r\n".encode() + mail()).subject == "Grüße"


def test_addresses_are_in_lower_case_with_their_names_each_once() -> None:
    found = read(
        mail(to='"Lund, Ada" <ADA@Oakfield.example>, ada@oakfield.example, =?utf-8?q?J=C3=B6?= <jo@x.example>')
    )
    assert found.to == (Address("ada@oakfield.example", "Lund, Ada"), Address("jo@x.example", "Jö"))
    assert read(mail(**{"from": "Pat Doe pat@birch.example (Pat"})).sender == Address("pat@birch.example")


def test_what_a_mail_follows_begins_with_the_first_of_its_references() -> None:
    assert read(mail(references="<a@x>\r\n <b@x>", in_reply_to="<b@x>")).parents == ("a@x", "b@x")
    assert read(mail(in_reply_to="<b@x> from Tuesday")).parents == ("b@x",)
    assert read(mail(references="<1@birch>")).parents == ()


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-15", "utf-16", "windows-1252", "koi8-r", "gb18030"])
def test_texts_are_read_in_their_charset(charset: str) -> None:
    text = "Привет" if charset == "koi8-r" else "Grüße"
    assert read(mail(text, charset=charset)).body == text


def test_a_text_in_another_charset_than_it_claims_is_read_all_the_same() -> None:
    assert read(mail("Grüße".encode(), content_type="text/plain; charset=us-ascii")).body in ("Grüße", "GrÃ¼ÃŸe")
    assert read(mail(b"Gr\xfc\xdfe", content_type="text/plain; charset=utf-8")).body == "Grüße"
    assert read(mail(b"Gr\xfc\xdfe", content_type="text/plain; charset=nowhere")).body == "Grüße"


def test_a_page_becomes_text_whose_quotes_and_signature_are_marked() -> None:
    page = "<p>Hello</p><div class=gmail_signature>Pat</div><blockquote type=cite>Your invoice</blockquote>"
    body = read(mail(page, content_type="text/html; charset=utf-8")).body
    assert body.split() == ["Hello", "--", "Pat", ">", "Your", "invoice"]


def test_the_plain_part_is_taken_unless_it_only_points_to_the_page() -> None:
    page = "Content-Type: text/html\r\n\r\n<p>" + "What the mail really says. " * 20 + "</p>"
    plain = "Content-Type: text/plain\r\n\r\nYour program shows no HTML."
    assert read(parts(plain, page, kind="alternative")).body.startswith("What the mail")
    assert read(parts(plain, "Content-Type: text/html\r\n\r\n<b>Your program</b>", kind="alternative")).body.endswith(
        "HTML."
    )


def test_a_broken_mail_within_a_mail_can_be_had_all_the_same() -> None:
    inner = 'Content-Type: multipart/mixed; boundary="\xff"\r\nSubject: Old offer\r\n\r\n--\xff\r\n\r\nIts text\r\n'
    raw = parts("Content-Type: text/plain\r\n\r\nSee", "Content-Type: message/rfc822\r\n\r\n" + inner)
    raw = raw.decode().encode("latin-1")
    taken = attached(raw, 0)
    assert taken is not None
    assert b"Subject: Old offer" in taken[1] and b"Its text" in taken[1]
    assert forwarded(raw, read(raw)) is not None, "it is read, or said to be unreadable"


def test_the_name_of_a_file_is_not_turned_round() -> None:
    name = "Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe\r\n\r\nABC"
    taken = attached(parts("Content-Type: text/plain\r\n\r\nSee", name), 0)
    assert taken is not None and taken[0].name == "afdp.exe"


def test_attachments_are_listed_by_name_type_and_size_and_not_opened() -> None:
    text = "Content-Type: text/plain\r\n\r\nSee the contract."
    pdf = (
        "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename*0*=utf-8''..%2FVertr%C3%A4; filename*1=ge.pdf\r\n\r\nQUJDQUJD"
    )
    inner = "Content-Type: message/rfc822\r\n\r\nSubject: Old offer\r\n\r\nIts text"
    found = read(parts(text, pdf, inner))
    assert found.attachments == (
        Attachment("Verträge.pdf", "application/pdf", 6),
        Attachment("Old offer", "message/rfc822", 0),
    )
    assert found.body == "See the contract."


def test_sealed_mail_is_said_to_be() -> None:
    pgp = "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1"
    assert read(parts(pgp, kind="encrypted")).sealed == "encrypted"
    assert read(mail("MIAG", content_type="application/pkcs7-mime; smime-type=enveloped-data")).sealed == "encrypted"
    assert read(mail("MIAG", content_type="application/pkcs7-mime; smime-type=signed-data")).sealed == "signed"
    assert read(parts("Content-Type: text/plain\r\n\r\nHello", kind="signed")).sealed == "signed"


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"return_path": "<>"},
        {"precedence": "auto_reply"},
        {"content_type": "multipart/report; report-type=delivery-status; boundary=B"},
        {"from": "MAILER-DAEMON@birch.example"},
        {"subject": "Out of office: back on Monday"},
    ],
)
def test_machines_are_known_by_their_headers(headers: dict[str, Any]) -> None:
    assert read(mail(**headers)).automatic
    assert not read(mail()).automatic


def test_lists_and_campaigns_are_known_by_theirs() -> None:
    for headers in ({"list_id": "<news.birch.example>"}, {"precedence": "bulk"}, {"list_unsubscribe": "<https://x>"}):
        assert read(mail(**headers)).bulk
    assert not read(mail()).bulk


HEAVY = {
    "a hundred thousand headers": b"X-A: b\r\n" * 100_000 + mail(),
    "a header without an end": b"Subject: " + b"x" * 2_000_000,
    "a million angle brackets": mail("<" * 1_000_000, content_type="text/html"),
    "a million round brackets": mail(to="(" * 1_000_000),
    "a subject of encoded words": mail(subject="=?utf-8?q?a?=" * 50_000),
    "half encoded words": mail(subject="=?a?q?" * 200_000),
    "ten thousand recipients": mail(to=", ".join(f"a{one}@b.example" for one in range(10_000))),
    "a thousand parts in parts": mail(
        "".join(f"--B{one}\r\nContent-Type: multipart/mixed; boundary=B{one + 1}\r\n\r\n" for one in range(1_000)),
        content_type="multipart/mixed; boundary=B0",
    ),
    "a thousand mails in mails": mail("Content-Type: message/rfc822\r\n\r\n" * 1_000, content_type="message/rfc822"),
    "a line of ten million letters": mail("x" * 10_000_000),
    "base64 of nothing": mail("!" * 1_000_000, content_transfer_encoding="base64"),
    "endless references": mail(references="<a@b> " * 100_000),
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_mail_costs_no_more_than_a_second(name: str) -> None:
    before = time.process_time()
    found = parse(HEAVY[name])
    assert isinstance(found, Received | Unreadable)
    assert time.process_time() - before < 1


def test_no_mail_however_ugly_raises_or_gives_what_no_database_keeps() -> None:
    readable = 0
    for seed in range(600):
        found = parse(ugly(seed))
        if isinstance(found, Received):
            readable += 1
            texts = [found.id, found.subject, found.body, *(one.name for one in (*found.to, *found.attachments))]
            "".join([*texts, *found.parents]).encode()
            assert "\x00" not in "".join([*texts, *found.parents])
            assert found.id
            assert found.at.tzinfo is not None
        else:
            assert found.reason
    assert 100 < readable < 550


def test_a_delivery_report_says_whom_we_could_not_reach_and_of_which_mail() -> None:
    found = parse((Path(__file__).parents[1] / "fixtures" / "bounce.eml").read_bytes())
    assert isinstance(found, Received)
    assert found.automatic
    assert found.failed == (Failed("pat@birch.example", "5.1.1"),)
    assert found.parents == ("out.1@oakfield.example",)
    assert found.body.startswith("Not delivered to pat@birch.example (5.1.1).\n\nThis is the mail system")


def report(*groups: str, **headers: str) -> Received:
    told = "\r\n".join(("Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n", *groups))
    text = "Content-Type: text/plain\r\n\r\nIt failed."
    kind = {"content_type": 'multipart/report; report-type=delivery-status; boundary="B"'} | headers
    found = parse(mail(f"--B\r\n{text}\r\n--B\r\n{told}\r\n--B--\r\n", **kind))
    assert isinstance(found, Received)
    return found


def test_reports_tell_of_several_of_delays_and_in_the_server_s_words() -> None:
    found = report(
        "Final-Recipient: rfc822; pat@birch.example\r\nAction: failed\r\nStatus: 5.2.2 (full)\r\n"
        "Diagnostic-Code: smtp; 552 the mailbox is full\r\n",
        "Original-Recipient: rfc822;cleo@cedar.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n",
        "Final-Recipient: rfc822; ben@dune.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n",
    )
    assert found.failed == (
        Failed("pat@birch.example", "5.2.2", "552 the mailbox is full"),
        Failed("cleo@cedar.example", "4.4.1", "", delayed=True),
    )
    assert "Not delivered yet to cleo@cedar.example (4.4.1)." in found.body


def test_a_report_of_an_older_sort_names_the_address_in_a_header() -> None:
    found = parse(mail("It failed.", x_failed_recipients="pat@birch.example"))
    assert isinstance(found, Received)
    assert [one.address for one in found.failed] == ["pat@birch.example"]


def test_who_merely_attaches_a_report_reports_nothing() -> None:
    raw = (Path(__file__).parents[1] / "fixtures" / "bounce.eml").read_bytes()
    found = parse(raw.replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed"))
    assert isinstance(found, Received)
    assert found.failed == ()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 100_001, "it has 100,001 parts"),
        (b"Content-Type: multipart/mixed; BOUNDARY =b\n\n\n" + b"--b\r" * 100_001, "parts"),
        (b"Subject: x\n\n" + b"\n" * 5_000_001, "lines"),
        (b"Subject: x\n\n" + b"\r" * 5_000_001, "it has 5,000,001 lines"),
    ],
)
def test_a_mail_that_would_take_minutes_to_take_apart_is_not_taken_apart(raw: bytes, reason: str) -> None:
    found = parse(raw)
    assert isinstance(found, Unreadable)
    assert reason in found.reason
