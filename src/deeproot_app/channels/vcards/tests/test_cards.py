"""Tests of address books: folded, encoded and broken cards."""

from __future__ import annotations

from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.vcards import Card, cards


def one(*lines: str, end: str = "\n") -> Card:
    raw = end.join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode()
    [(_, found)] = list(cards(raw))
    assert isinstance(found, Card), found
    return found


def test_folded_lines_and_escapes_are_read() -> None:
    found = one(
        "VERSION:3.0", "FN:Pat\\, the ", " baker\\; Moe", "ORG:Birch\\;Bakery;Sales", "EMAIL:A@B.example", end="\r\n"
    )
    assert (found.name, found.organisation, found.emails) == ("Pat, the baker; Moe", "Birch;Bakery", ("a@b.example",))


def test_quoted_printable_of_version_two_is_read_in_its_charset() -> None:
    found = one("VERSION:2.1", "N;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FC=", "ller;J=F6rg", "TEL;CELL:+49 1")
    assert (found.name, found.phones) == ("Jörg Müller", ("+49 1",))


def test_the_preferred_address_comes_first() -> None:
    found = one(
        "VERSION:4.0", "FN:x", "EMAIL;PREF=2:b@b.example", "item1.EMAIL;PREF=1:a@a.example", "TEL:1", "TEL;TYPE=pref:2"
    )
    assert (found.emails, found.phones) == (("a@a.example", "b@b.example"), ("2", "1"))


def test_a_photo_is_left_and_a_line_that_is_none_is_passed_over() -> None:
    found = one("VERSION:3.0", "FN:x", "UID:1", "PHOTO;ENCODING=b:/9j/4AA", " QSkZJ", "no line at all", "X-A:b")
    assert [name for name, _ in found.left] == ["PHOTO", "X-A"]


def test_every_card_that_begins_is_told_of() -> None:
    raw = b"BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nUID:2\nEND:VCARD\nBEGIN:VCARD\nFN:c\n"
    found = [card for _, card in cards(raw)]
    assert [isinstance(card, Unreadable) for card in found] == [True, False, True]
    assert list(cards(b"")) == []
