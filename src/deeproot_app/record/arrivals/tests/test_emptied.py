"""Mails and deliveries as they came go by the term that was set; what was recorded of them stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deeproot_app.base import keeping
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Audit
from deeproot_app.conftest import AS_OF
from deeproot_app.record.arrivals import connecting
from deeproot_app.record.arrivals.emptied import OVER, empty_raw, raw_before
from deeproot_app.record.arrivals.keep import keep, unpacked
from deeproot_app.record.importing.mail.kept import attachments, raw_mail
from deeproot_app.record.importing.refused import packed
from deeproot_app.record.models import Arrival, Batch, Connection, Interaction, RawBlock

pytestmark = pytest.mark.django_db
MAIL = b"From: pat@birch.example\r\nTo: ada@oakfield.example\r\nSubject: Ovens\r\n\r\nThey are cold.\r\n"
STATES = Arrival.State


@pytest.fixture
def arrivals(as_of: Any) -> list[Arrival]:
    """One delivery in every state, 200 days old; and one of yesterday."""
    connection = Connection.objects.create(channel="email", name="mail", slug="s", made_at=AS_OF)
    for state in (*STATES, "new"):
        keep(connection, [(f"<{state}@birch.example>", {"kind": "mail"}, MAIL)])
    rows = list(Arrival.objects.order_by("pk"))
    for row, state in zip(rows, (*STATES, STATES.RECORDED), strict=True):
        age = timedelta(days=1 if row is rows[-1] else 200)
        Arrival.objects.filter(pk=row.pk).update(state=state, arrived_at=AS_OF - age, rows=[["interactions", "mail:1"]])
    return rows


def held() -> set[str]:
    return {row.key for row in Arrival.objects.filter(size__gt=0)}


def test_nothing_goes_where_no_term_was_set(arrivals: list[Arrival]) -> None:
    assert empty_raw.call() == {"arrivals": 0, "blocks": 0}
    assert len(held()) == len(arrivals) and not Audit.objects.filter(act="raw.empty").exists()


def test_by_a_term_the_bytes_go_and_key_and_rows_stay(arrivals: list[Arrival]) -> None:
    keeping.change(COMMAND_LINE, "raw", 100)
    assert raw_before(AS_OF - timedelta(days=100)) == 4 == keeping.preview("raw", 100, AS_OF)
    assert empty_raw.call() == {"arrivals": 4, "blocks": 0}
    assert held() == {"<waiting@birch.example>", "<new@birch.example>"}, "what waits to be read is left alone"
    row = Arrival.objects.get(key="<recorded@birch.example>")
    assert (unpacked(row), row.state, row.headers, row.rows) == (b"", "recorded", {}, [["interactions", "mail:1"]])
    for state in ("nobodys", "unreadable"):
        gone = Arrival.objects.get(key=f"<{state}@birch.example>")
        assert (gone.state, gone.reason) == ("ignored", OVER), "nobody waits for what cannot be read any more"
    assert empty_raw.call() == {"arrivals": 0, "blocks": 0}
    assert Audit.objects.filter(act="raw.empty").count() == 1


def test_what_is_delivered_again_is_known_and_what_is_gone_is_not_read_again(arrivals: list[Arrival]) -> None:
    keeping.change(COMMAND_LINE, "raw", 100)
    empty_raw.call()
    connection = Connection.objects.get()
    assert keep(connection, [("<recorded@birch.example>", {}, MAIL)]).new == 0
    connecting.retry(COMMAND_LINE, Arrival.objects.filter(connection=connection))
    assert Arrival.objects.get(key="<recorded@birch.example>").state == "recorded"
    assert Arrival.objects.get(key="<new@birch.example>").state == "waiting"


def test_a_mail_from_a_file_keeps_its_row_and_is_not_held_as_it_came(small_record: Any, as_of: Any) -> None:
    batch = Batch.objects.create(
        filename="a.mbox",
        source="mail",
        table="interactions",
        settings={"mail": True},
        made_at=AS_OF - timedelta(days=200),
    )
    RawBlock.objects.create(batch=batch, first_line=1, lines=1, data=packed([(1, MAIL.decode())]))
    Interaction.objects.filter(pk="mail:c-birch-5").update(batch=batch, line=1)
    row = Interaction.objects.get(pk="mail:c-birch-5")
    assert raw_mail(row) == MAIL
    keeping.change(COMMAND_LINE, "raw", 100)
    assert empty_raw.call() == {"arrivals": 0, "blocks": 1}
    assert raw_mail(row) is None and attachments(row) == ()
    assert Interaction.objects.filter(pk=row.pk).exists()
