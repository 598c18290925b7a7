"""Tests of bringing mailboxes in from a real mail server: nothing lost, nothing twice, whatever breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.channels.email import imap_reading
from deeproot_app.channels.email.imap import logged_in
from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.tests.cutting import cutting
from deeproot_app.channels.email.tests.dovecot import Server
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.mailboxes import days, keeping
from deeproot_app.record.mailboxes.fetch import account_of, check, fetch
from deeproot_app.record.mailboxes.tests.conftest import Connected
from deeproot_app.record.mailboxes.tests.made import ids, mail, mails, recorded
from deeproot_app.record.models import Arrival, Connection, Folder, FolderDay, Interaction

MANY = range(600)

pytestmark = pytest.mark.django_db


def everything(*connections: Connection) -> list[str]:
    """Fetch and read these mailboxes; every interaction that there is then."""
    for connection in connections:
        fetch(connection)
        take_in(connection.pk)
    return recorded()


def test_a_mailbox_comes_in_whole_and_once(dovecot: Server, connected: Connected) -> None:
    dovecot.fresh("ada")
    dovecot.deliver("ada", mails(range(500)))
    dovecot.deliver("ada", mails(range(500, 600)), "Sent")
    dovecot.deliver("ada", [mail(999)], "Junk")
    connection = connected(dovecot.port, "ada")
    found = everything(connection)
    assert (len(found), set(found)) == (600, ids(MANY))
    assert everything(connection) == found, "asked again, nothing changes"
    dovecot.deliver("ada", mails(range(600, 605)))
    later = everything(connection)
    assert (len(later), set(later)) == (605, ids(range(605)))
    folders = Folder.objects.filter(connection=connection).order_by("name")
    assert [(one.name, one.there, one.seen, one.direction) for one in folders] == [
        ("INBOX", 505, 505, ""),
        ("Sent", 100, 100, "sent"),
    ]
    assert dict(FolderDay.objects.aggregate(seen=Sum("seen"), stored=Sum("stored"), missing=Sum("missing"))) == {
        "seen": 605,
        "stored": 605,
        "missing": 0,
    }


def test_mails_stay_unread_at_their_source(dovecot: Server, connected: Connected) -> None:
    dovecot.fresh("ben")
    dovecot.deliver("ben", mails(range(10)))
    connection = connected(dovecot.port, "ben")
    everything(connection)
    with logged_in(account_of(connection)) as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search("UNSEEN")) == 10


def test_a_line_that_is_cut_again_and_again_loses_nothing_and_doubles_nothing(
    dovecot: Server, connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deeproot_app.record.mailboxes.fetch.WAIT_SECONDS", 0.0)
    dovecot.fresh("cleo")
    dovecot.deliver("cleo", mails(MANY))
    with cutting(dovecot.port, [3_000, 60_000, 100, 90_000, 30_000]) as line:
        connection = connected(line.port, "cleo")
        found = everything(connection)
        assert line.cuts == 5
    assert (len(found), set(found)) == (600, ids(MANY))
    assert FolderDay.objects.aggregate(stored=Sum("stored"))["stored"] == 600


def test_a_line_that_is_always_cut_is_left_for_the_next_time(
    dovecot: Server, connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deeproot_app.record.mailboxes.fetch.WAIT_SECONDS", 0.0)
    dovecot.fresh("cleo")
    dovecot.deliver("cleo", mails(range(20)))
    with cutting(dovecot.port, [200] * 50) as line:
        connection = connected(line.port, "cleo")
        with pytest.raises(Fault) as raised:
            fetch(connection)
    assert not raised.value.lasting
    assert line.cuts < 10
    connection.settings["port"] = dovecot.port
    assert set(everything(connection)) == ids(range(20))


def test_a_folder_with_another_uidvalidity_is_read_again_and_nothing_is_twice(
    dovecot: Server, connected: Connected
) -> None:
    dovecot.fresh("ada")
    dovecot.deliver("ada", mails(range(150)))
    connection = connected(dovecot.port, "ada")
    everything(connection)
    before = Folder.objects.get(connection=connection, name="INBOX")
    dovecot.anew("ada")
    dovecot.deliver("ada", mails(range(150, 160)))
    found = everything(connection)
    after = Folder.objects.get(connection=connection, name="INBOX")
    assert after.uidvalidity != before.uidvalidity
    assert (len(found), set(found)) == (160, ids(range(160)))
    assert Arrival.objects.count() == 160, "the same bytes are the same arrival"
    assert (after.seen, FolderDay.objects.aggregate(seen=Sum("seen"))["seen"]) == (160, 160)


def test_the_same_mails_in_two_mailboxes_are_one_interaction_each_with_both_sightings(
    dovecot: Server, connected: Connected
) -> None:
    for user in ("ada", "ben"):
        dovecot.fresh(user)
        stamped = mails(range(80), more=f"Received: from a by {user} with ESMTP; Mon, 2 Mar 2026 09:00:00 +0000\r\n")
        dovecot.deliver(user, stamped)
    ada, ben = connected(dovecot.port, "ada"), connected(dovecot.port, "ben")
    found = everything(ada, ben)
    assert (len(found), set(found)) == (80, ids(range(80)))
    sightings = [row for rows in Arrival.objects.values_list("rows", flat=True) for row in rows]
    assert sorted(sightings) == sorted(["interactions", one] for one in [*ids(range(80))] * 2)


def test_a_conversation_across_mailboxes_is_one_thread(dovecot: Server, connected: Connected) -> None:
    for user in ("ada", "ben"):
        dovecot.fresh(user)
    dovecot.deliver("ben", [mail(41, to="ben")])
    dovecot.deliver("ada", [mail(21), mail(1)])
    ada, ben = connected(dovecot.port, "ada"), connected(dovecot.port, "ben")
    everything(ben, ada)
    threads = dict(Interaction.objects.values_list("interaction_id", "thread_id"))
    assert set(threads.values()) == {"email:1@made.example"}


def test_a_mail_that_is_deleted_at_its_source_is_kept_here(dovecot: Server, connected: Connected) -> None:
    dovecot.fresh("ben")
    dovecot.deliver("ben", mails(range(5)))
    connection = connected(dovecot.port, "ben")
    everything(connection)
    dovecot.delete("ben", 2)
    dovecot.deliver("ben", mails(range(5, 7)))
    assert set(everything(connection)) == ids(range(7))
    assert days.gaps(connection) == []


def test_a_mail_too_large_is_recorded_by_its_beginning_and_told(
    dovecot: Server, connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_reading, "LONGEST", 2_000)
    dovecot.fresh("ben")
    dovecot.deliver("ben", [mail(1) + b"x" * 5_000, mail(2)])
    connection = connected(dovecot.port, "ben")
    assert set(everything(connection)) == ids(range(1, 3))
    assert [one.headers.get("cut") for one in Arrival.objects.order_by("pk")] == [len(mail(1)) + 5_000, None]
    assert FolderDay.objects.get().cut == 1


def test_of_two_that_read_a_mailbox_at_once_one_stops(dovecot: Server, connected: Connected) -> None:
    dovecot.fresh("ben")
    dovecot.deliver("ben", mails(range(5)))
    connection = connected(dovecot.port, "ben")
    slow = keeping.held(connection, "INBOX")
    with logged_in(account_of(connection)) as client:
        lot = next(imap_reading.Folder(client, "INBOX", slow.place).lots())
    fetch(connection)
    with pytest.raises(keeping.TakenOver, match="Another process reads"):
        slow.keep(lot)
    assert FolderDay.objects.aggregate(stored=Sum("stored"))["stored"] == 5


def test_check_says_what_would_be_read(dovecot: Server, connected: Connected) -> None:
    dovecot.fresh("ben")
    dovecot.deliver("ben", mails(range(3)))
    assert check(connected(dovecot.port, "ben", also="Archiv")) == [
        "INBOX (what came in): 3 mails.",
        "Sent (what was sent): 0 mails.",
        "Archiv: 0 mails.",
    ]


def test_a_wrong_folder_or_password_is_told_and_lasting(dovecot: Server, connected: Connected) -> None:
    connection = connected(dovecot.port, "ben", also="Kunden")
    with pytest.raises(Fault, match="no folder 'Kunden'") as raised:
        fetch(connection)
    assert raised.value.lasting
    connection.settings["user"] = "nobody"
    with pytest.raises(Fault, match="does not let nobody in"):
        fetch(connection)


def test_a_removed_connection_keeps_nothing_more(dovecot: Server, connected: Connected) -> None:
    dovecot.fresh("ben")
    dovecot.deliver("ben", mails(range(3)))
    connection = connected(dovecot.port, "ben")
    Connection.objects.update(state=Connection.State.REMOVED)
    with pytest.raises(UserError, match="was removed"):
        fetch(connection)
    assert not Arrival.objects.exists()


def test_days_tell_what_came_in_when(dovecot: Server, connected: Connected) -> None:
    dovecot.fresh("ben")
    dovecot.deliver("ben", mails(range(3_000, 3_003)))
    connection = connected(dovecot.port, "ben")
    everything(connection)
    told = FolderDay.objects.values_list("folder__name", "day", "seen", "stored", "missing")
    assert list(told) == [("INBOX", date(2026, 3, 2), 3, 3, 0)]


def test_the_page_of_a_mailbox_tells_each_day_of_each_folder(
    dovecot: Server, connected: Connected, client_of: Callable[[User | None], Client], manager: User
) -> None:
    dovecot.fresh("ben")
    dovecot.deliver("ben", [*mails(range(2)), b"this is no mail at all"])
    connection = connected(dovecot.port, "ben")
    everything(connection)
    Connection.objects.update(cursor={"INBOX": {"unlisted": 4}})
    text = client_of(manager).get(reverse("connect:one", args=[connection.pk])).content.decode()
    assert "counts 4 mails more than it lists" in text
    assert "In all" in text
    (day,) = days.told(connection)
    assert (day.row.seen, day.row.stored, day.row.missing, day.unreadable) == (3, 3, 0, 1)
