"""Tests of mails that forward others: the one inside is found as mail programs write it, or that is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deeproot_app.channels.email import parse
from deeproot_app.channels.email.forwarded import BY, forwarded, unconfirmed
from deeproot_app.channels.email.tests.made import mail, parts, ugly
from deeproot_app.channels.shapes import Received, Unreadable

ADA = "ada@oakfield.example"
GMAIL = """Please file this one.

---------- Forwarded message ---------
From: Pat Birch <pat@birch.example>
Date: Mon, Mar 2, 2026 at 2:05 PM
Subject: The ovens
To: Ada Lund <ada@oakfield.example>
Cc: <ben@oakfield.example>


When will the ovens be serviced?

Pat
"""
OUTLOOK = """FYI

Von: Pat Birch <pat@birch.example>
Gesendet: Montag, 2. März 2026 14:05
An: Ada Lund <ada@oakfield.example>
Betreff: The ovens

When will the ovens be serviced?

Pat
"""
APPLE = """
> Begin forwarded message:
>
> From: Pat Birch <pat@birch.example>
> Subject: The ovens
> Date: 2 March 2026 at 14:05:00 CET
> To: Ada Lund <ada@oakfield.example>
>
> When will the ovens be serviced?
>
> Pat
"""
THUNDERBIRD = """
-------- Weitergeleitete Nachricht --------
Betreff: The ovens
Datum: Mon, 2 Mar 2026 14:05:00 +0100
Von: Pat Birch <pat@birch.example>
An: ada@oakfield.example

When will the ovens be serviced?

Pat
"""
FRENCH = """
De : Pat Birch <pat@birch.example>
Envoyé : lundi 2 mars 2026 14:05
À : Ada Lund <ada@oakfield.example>
Objet : The ovens

When will the ovens be serviced?

Pat
"""


def inside(body: str, subject: str = "Fwd: The ovens", **headers: str) -> Received | Unreadable | None:
    told = {"from": ADA, "to": "in@oakfield.example", "subject": subject, "date": "Mon, 2 Mar 2026 15:00:00 +0100"}
    raw = mail(body, **(told | headers))
    outer = parse(raw)
    assert isinstance(outer, Received)
    return forwarded(raw, outer)


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        (GMAIL, "Fwd: The ovens"),
        (OUTLOOK, "WG: The ovens"),
        (APPLE, "Fwd: The ovens"),
        (THUNDERBIRD, "Fwd: The ovens"),
        (FRENCH, "TR: The ovens"),
        (GMAIL.replace("\n", "\r\n"), "Whatever"),
    ],
)
def test_the_mail_inside_is_found_as_programs_write_it(body: str, subject: str) -> None:
    found = inside(body, subject)
    assert isinstance(found, Received)
    assert found.sender is not None
    assert (found.sender.value, found.sender.name) == ("pat@birch.example", "Pat Birch")
    assert ADA in [one.value for one in found.to]
    assert found.subject == "The ovens"
    assert found.body == "When will the ovens be serviced?\n\nPat"
    assert found.at == datetime(2026, 3, 2, 13, 5, tzinfo=UTC), "in the zone of whoever forwards"
    assert found.headers[BY] == ADA


def test_a_mail_that_is_attached_whole_is_itself() -> None:
    within = mail("When will the ovens be serviced?", message_id="<own@birch.example>").decode()
    raw = parts("Content-Type: text/plain\r\n\r\nFYI", f"Content-Type: message/rfc822\r\n\r\n{within}", **{"from": ADA})
    outer = parse(raw)
    assert isinstance(outer, Received)
    found, itself = forwarded(raw, outer), parse(within.encode())
    assert isinstance(found, Received)
    assert isinstance(itself, Received)
    assert (found.id, found.at, found.sender, found.body) == (itself.id, itself.at, itself.sender, itself.body)


def test_it_has_the_id_that_programs_tell_of_it() -> None:
    told = [
        inside(GMAIL, in_reply_to="<own@birch.example>", references="<first@x> <own@birch.example>"),
        inside(THUNDERBIRD, x_forwarded_message_id="<own@birch.example>", in_reply_to="<other@x>"),
        inside(GMAIL),
        inside(GMAIL.replace("Please file this one.", "Again")),
        inside(GMAIL.replace("ovens be", "windows be")),
    ]
    ids = [one.id for one in told if isinstance(one, Received)]
    assert ids[:2] == ["own@birch.example"] * 2
    assert ids[2] == ids[3] != ids[4]
    assert isinstance(told[0], Received)
    assert told[0].parents == ("first@x",)


def test_a_reply_that_quotes_is_no_forward() -> None:
    assert inside(OUTLOOK, "Re: The ovens") is None
    assert inside("On Monday, Pat wrote:\n> When?\n", "Re: The ovens") is None
    assert inside("Fwd is a word.", "Fwd: nothing inside") is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("---------- Forwarded message ---------\n\nWhen?", "without saying from whom"),
        (GMAIL.replace(" <pat@birch.example>", ""), "address it does not give"),
    ],
)
def test_a_forward_that_does_not_say_whose_it_is_is_unreadable(body: str, why: str) -> None:
    found = inside(body)
    assert isinstance(found, Unreadable)
    assert why in found.reason


def test_several_mails_at_once_are_not_guessed_at() -> None:
    within = f"Content-Type: message/rfc822\r\n\r\n{mail().decode()}"
    raw = parts(within, within, **{"from": ADA})
    outer = parse(raw)
    assert isinstance(outer, Received)
    found = forwarded(raw, outer)
    assert isinstance(found, Unreadable)
    assert "2 mails at once" in found.reason


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("Mon, Mar 2, 2026 at 2:05 PM", 13),
        ("2026-03-02 14:05", 13),
        ("02.03.2026 14:05", 13),
        ("13/03/2026 14:05", 13),
        ("lunes, 2 de marzo de 2026 14:05", 13),
        ("dom 2 ago 2026 14:05", 13),
        ("Mon, 2 Mar 2026 14:05:00 +0000", 14),
        ("03/02/2026 14:05", 14),
        ("yesterday", 14),
    ],
)
def test_dates_are_read_as_people_are_shown_them_else_the_forward_s_counts(date: str, hour: int) -> None:
    found = inside(GMAIL.replace("Mon, Mar 2, 2026 at 2:05 PM", date), date="Fri, 13 Nov 2026 15:00:00 +0100")
    assert isinstance(found, Received)
    assert found.at.hour == hour


def test_what_our_own_server_found_of_a_sender_is_heeded() -> None:
    def found(told: str) -> bool:
        outer = parse(mail(authentication_results=told))
        assert isinstance(outer, Received)
        return unconfirmed(outer) != ""

    assert not found("")
    assert not found("mx.oakfield.example; dmarc=pass header.from=oakfield.example; spf=fail")
    assert found("mx.oakfield.example; dkim=none; spf=pass; dmarc=fail (p=none) header.from=oakfield.example")
    assert found("mx.oakfield.example; spf=softfail smtp.mailfrom=evil.example; dkim=none")
    assert not found("mx.oakfield.example; spf=fail; dkim=pass header.d=oakfield.example")


def test_ugly_mails_forward_something_nothing_or_nobody_knows_what() -> None:
    for number in range(1_000):
        raw = ugly(number)
        outer = parse(raw)
        if isinstance(outer, Received):
            assert isinstance(forwarded(raw, outer), Received | Unreadable | None)
