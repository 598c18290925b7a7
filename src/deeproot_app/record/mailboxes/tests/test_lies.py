"""Tests of mailboxes whose server lies: what is missing is counted, told, asked for again, and mended."""

from __future__ import annotations

from datetime import date

import pytest

from deeproot_app.channels.email.tests.lying import Lies, server
from deeproot_app.channels.email.tests.made import ugly
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.mailboxes import days
from deeproot_app.record.mailboxes.days import Gap
from deeproot_app.record.mailboxes.fetch import fetch
from deeproot_app.record.mailboxes.tests.conftest import Connected
from deeproot_app.record.mailboxes.tests.made import ids, mail, recorded
from deeproot_app.record.models import Arrival, Connection, FolderDay

DAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db


def some(count: int = 9) -> dict[int, bytes]:
    return {uid: mail(uid) for uid in range(1, count + 1)}


def fetched(connection: Connection, port: int) -> set[str]:
    connection.settings["port"] = port
    fetch(connection)
    take_in(connection.pk)
    return set(recorded())


def test_what_a_server_lists_and_does_not_give_is_a_gap_until_it_gives_it(connected: Connected) -> None:
    lies = Lies(some(), withholds={3, 7})
    with server(lies) as port:
        connection = connected(port, "ada")
        assert fetched(connection, port) == ids(range(1, 10)) - ids(range(3, 4)) - ids(range(7, 8))
        assert days.gaps(connection) == [Gap("INBOX", DAY, 9, 7, 2)]
        fetch(connection)
        assert days.gaps(connection) == [Gap("INBOX", DAY, 9, 7, 2)], "asked again, it is counted once"
        lies.withholds = {7}
        assert fetched(connection, port) == ids(range(1, 10)) - ids(range(7, 8))
        assert days.gaps(connection) == [Gap("INBOX", DAY, 9, 8, 1)]
        del lies.mails[7]
        fetch(connection)
    assert days.gaps(connection) == []
    assert FolderDay.objects.values_list("seen", "stored", "missing").get() == (8, 8, 0)


def test_mails_that_a_server_counts_and_does_not_list_are_told_until_it_lists_them(connected: Connected) -> None:
    lies = Lies(some(), hides={4, 5})
    with server(lies) as port:
        connection = connected(port, "ada")
        assert fetch(connection).unlisted == 2
        assert days.unlisted(connection) == {"INBOX": 2}
        lies.hides = set()
        assert fetch(connection).new == 2
    assert days.unlisted(connection) == {}


@pytest.mark.parametrize("at", [1, 5, 9])
def test_a_mail_at_which_the_line_always_breaks_does_not_keep_the_others_away(
    connected: Connected, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr("deeproot_app.record.mailboxes.fetch.WAIT_SECONDS", 0.0)
    lies = Lies(some(), breaks_at={at})
    with server(lies) as port:
        connection = connected(port, "ada")
        assert fetched(connection, port) == ids(range(1, 10)) - ids(range(at, at + 1))
        assert days.gaps(connection) == [Gap("INBOX", DAY, 9, 8, 1)]
        lies.breaks_at = set()
        assert fetched(connection, port) == ids(range(1, 10))
    assert days.gaps(connection) == []


def test_mails_of_a_folder_that_becomes_another_are_missing_no_more(connected: Connected) -> None:
    lies = Lies(some(), withholds={2})
    with server(lies) as port:
        connection = connected(port, "ada")
        fetched(connection, port)
        lies.validity, lies.withholds = 8, set()
        assert fetched(connection, port) == ids(range(1, 10))
    assert days.gaps(connection) == []
    assert FolderDay.objects.values_list("seen", "stored", "missing").get() == (9, 9, 0)


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_ugly_mails_are_kept_each_and_recorded_or_set_aside(connected: Connected, count: int) -> None:
    raw = {uid: ugly(uid) or b"\r\n" for uid in range(1, count + 1)}
    with server(Lies(raw)) as port:
        connection = connected(port, "ada")
        fetch(connection)
    taken = take_in(connection.pk)
    assert Arrival.objects.count() == len(set(raw.values())) == taken.read == sum(taken.states.values())
    assert set(taken.states) <= {"recorded", "nobodys", "unreadable"}
    assert not Arrival.objects.filter(state=Arrival.State.WAITING).exists()
