"""Tests of reading a folder: all of it, once, in order, from wherever one stopped; and of servers that lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from imapclient.exceptions import IMAPClientAbortError

from deeproot_app.channels.email import imap_reading
from deeproot_app.channels.email.imap import Account, logged_in
from deeproot_app.channels.email.imap_reading import Folder, Lot, Place
from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.tests.dovecot import Server
from deeproot_app.channels.email.tests.lying import Lies, server


def mail(number: int, size: int = 0) -> bytes:
    head = f"From: c{number}@birch.example\r\nMessage-ID: <{number}@birch.example>\r\nSubject: Order {number}\r\n\r\n"
    return (head + "We need it by Friday.\r\n" + "x" * size).encode()


def lots(account: Account, place: Place, name: str = "INBOX", **more: Any) -> list[Lot]:
    with logged_in(account) as client:
        return list(Folder(client, name, place, **more).lots())


def uids(some: Sequence[Lot]) -> list[int]:
    return [one.uid for lot in some for one in lot.mails]


def test_it_reads_everything_once_from_the_oldest_on_and_changes_nothing(dovecot: Server) -> None:
    dovecot.deliver("ada", map(mail, range(230)))
    account = dovecot.account("ada")
    some = lots(account, Place())
    assert uids(some) == list(range(1, 231))
    assert [one.raw for lot in some for one in lot.mails] == [mail(number) for number in range(230)]
    assert all(one.at is not None for lot in some for one in lot.mails)
    assert (some[-1].there, some[-1].unlisted, some[-1].place.missing) == (230, 0, {})
    with logged_in(account) as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search("UNSEEN")) == 230
    assert uids(lots(account, some[-1].place)) == []
    assert uids(lots(account, some[1].place)) == list(range(201, 231)), "it goes on wherever one stopped"


def test_a_folder_that_nothing_happened_to_is_not_opened_and_what_comes_later_is_read(dovecot: Server) -> None:
    account = dovecot.account("ben")
    with logged_in(account) as client:
        client.append("INBOX", mail(1))
    place = lots(account, Place())[-1].place
    assert place.highest_modseq > 0
    with logged_in(account) as client:
        list(Folder(client, "INBOX", place).lots())
        assert client._imap.state == "AUTH", "no folder was opened"
        client.append("INBOX", mail(2))
        assert uids(list(Folder(client, "INBOX", place).lots())) == [2]


def test_a_folder_with_another_uidvalidity_is_read_from_its_beginning(dovecot: Server) -> None:
    dovecot.deliver("cleo", map(mail, range(5)))
    account = dovecot.account("cleo")
    place = lots(account, Place())[-1].place
    dovecot.anew("cleo")
    again = lots(account, place)
    assert len(uids(again)) == 5
    assert again[-1].place.uidvalidity != place.uidvalidity


def test_a_mail_that_was_deleted_at_the_source_is_no_gap(dovecot: Server) -> None:
    dovecot.deliver("in", map(mail, range(6)))
    account = dovecot.account("in")
    place = lots(account, Place())[0].place
    dovecot.delete("in", 2)
    dovecot.deliver("in", [mail(9)])
    some = lots(account, Place(place.uidvalidity, 1))
    assert uids(some) == [2, 4, 5, 6, 7]
    assert (some[-1].unlisted, some[-1].place.missing) == (0, {})


def test_a_folder_that_is_gone_is_told(dovecot: Server) -> None:
    with pytest.raises(Fault, match=r"folder 'Kunden' cannot be opened.*choose the folders"):
        lots(dovecot.account("in"), Place(), "Kunden")


def of(lies: Lies, place: Place | None = None, **more: Any) -> list[Lot]:
    with server(lies) as port:
        return lots(Account("127.0.0.1", "ada", "secret", port, "none"), place or Place(), **more)


def ten() -> dict[int, bytes]:
    return {uid: mail(uid) for uid in range(1, 11)}


def test_what_a_server_lists_and_does_not_give_is_missing_and_asked_for_again() -> None:
    lies = Lies(ten(), withholds={4, 7})
    some = of(lies)
    assert uids(some) == [1, 2, 3, 5, 6, 8, 9, 10]
    assert [uid for lot in some for uid, _ in lot.missing] == [4, 7]
    assert some[-1].place.missing == {4: 1, 7: 1}
    lies.withholds = {7}
    del lies.mails[7]
    again = of(lies, some[-1].place)
    assert uids(again) == [4], "7 was deleted meanwhile: nothing is missing any more"
    assert again[-1].place.missing == {}


def test_mails_that_a_server_counts_and_does_not_list_are_told() -> None:
    assert of(Lies(ten(), hides={3, 4, 9}))[-1].unlisted == 3
    assert of(Lies(ten(), counts=14))[-1].unlisted == 4
    assert of(Lies(ten()))[-1].unlisted == 0
    assert of(Lies({}, counts=3))[-1].unlisted == 3


def test_mails_that_a_server_lists_late_are_read_though_later_ones_were_read_before() -> None:
    lies = Lies(ten(), hides={3, 4, 9})
    place = of(lies)[-1].place
    assert (place.doubted, place.known) == (1, ((1, 2), (5, 8), (10, 10)))
    lies.hides = {9}
    some = of(lies, place)
    assert (uids(some), some[-1].unlisted) == ([3, 4], 1)
    lies.hides = set()
    some = of(lies, some[-1].place)
    assert (uids(some), some[-1].unlisted) == ([9], 0)
    assert some[-1].place == Place(7, 10)


def test_a_reading_that_was_broken_off_is_counted_whole_by_the_next() -> None:
    lies = Lies(ten(), hides={2})
    half = of(lies, most=4)[0].place
    assert (half.highest_uid, half.doubted) == (5, 1)
    assert of(lies, half)[-1].unlisted == 1


def test_a_mail_at_which_the_line_breaks_can_be_left_and_stays_missing() -> None:
    lies = Lies(ten(), breaks_at={6})
    with server(lies) as port, pytest.raises(Fault, match="hung up") as raised:
        lots(Account("127.0.0.1", "ada", "secret", port, "none"), Place(), most=1)
    assert isinstance(raised.value.__cause__, IMAPClientAbortError)
    assert not raised.value.lasting
    left = of(lies, most=1, leave=frozenset({6}))
    assert uids(left) == [1, 2, 3, 4, 5, 7, 8, 9, 10]
    assert left[-1].place.missing == {6: 1}


def test_a_mail_that_is_too_large_is_kept_by_its_beginning_and_said_to_be_cut(
    dovecot: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_reading, "LONGEST", 20_000)
    with logged_in(dovecot.account("ben")) as client:
        client.append("Archiv", mail(1, 50_000))
        client.append("Archiv", mail(2))
    large, small = lots(dovecot.account("ben"), Place(), "Archiv")[0].mails
    assert (large.cut, len(large.raw), large.size) == (True, 20_000, len(mail(1, 50_000)))
    assert (small.cut, small.raw) == (False, mail(2))


def test_lots_are_bounded_by_mails_and_by_bytes(dovecot: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_reading, "BYTES", 5_000)
    lies = Lies({uid: mail(uid, 2_000 if uid < 5 else 0) for uid in range(1, 20)})
    assert [len(lot.mails) for lot in of(lies, most=10)] == [2, 10, 7, 0]


def test_a_folder_with_more_mails_than_one_answer_lists_is_listed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_reading, "LISTED", 4)
    asked: list[object] = []

    class Listing:
        def search(self, criteria: list[str]) -> list[int]:
            asked.append(criteria)
            low, _, high = criteria[0].partition(":")
            return [uid for uid in range(int(low) * 10, int(high) * 10 + 1, 10) if uid > 30]

    folder = Folder(Listing(), "INBOX", Place())
    folder._there = 10
    assert list(folder._listed(31)) == [40, 50, 60, 70, 80, 90, 100]
    assert asked == [["7:10", "UID", "31:*"], ["3:6", "UID", "31:*"], ["1:2", "UID", "31:*"]]
