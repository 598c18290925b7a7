"""Somebody erased is nowhere: a marker is planted in every column that may tell of them, and looked for afterwards."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.life import ours
from deeproot_app.conftest import AS_OF, SmallRecord, say
from deeproot_app.record import consent
from deeproot_app.record.export import export
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.refused import packed, unpacked
from deeproot_app.record.models import (
    Arrival,
    Batch,
    Connection,
    Consent,
    Contact,
    Customer,
    Erasure,
    Interaction,
    RawBlock,
    RefusedRow,
)
from deeproot_app.record.person import erase, erased
from deeproot_app.record.person.rows import name_of
from deeproot_app.record.person.taken import take
from deeproot_app.record.person.whom import find
from tests.planted import planted

EMAIL: Final = "pim.marker@birch.example"
NAME: Final = "Pim Markersson"
MARKS: Final = ("pim.marker", "markersson", "MARKED")
"""What must stand nowhere: their address, their name, and their words."""
PERSON: Final = "person-pim-marker"
"""The id of their contact, and of the customer that is only them."""


@pytest.fixture
def pim(small_record: SmallRecord, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Contact:
    """One of two people at Birch Bakery."""
    settings.HOME = tmp_path
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    contact = Contact.objects.create(contact_id=PERSON, customer=small_record.birch, name=NAME, email=EMAIL)
    for days, direction in ((30, "in"), (29, "out")):
        row = say(small_record.birch, "m-ada", days, direction, "question", "MARKED", f"MARKED words of {NAME}")
        Interaction.objects.filter(pk=row.pk).update(contact_id=PERSON)
    return contact


def test_a_person_who_is_a_customer_leaves_no_trace_in_any_table(pim: Contact) -> None:
    customer = Customer.objects.create(customer_id=PERSON, name=NAME, kind="person", owner_id="m-ada")
    Interaction.objects.filter(contact=PERSON).update(customer=customer)
    Contact.objects.filter(pk=PERSON).update(customer=customer)
    filled = set(planted(customer, pim, EMAIL))
    assert len(filled) > 50, sorted(filled)
    assert {
        "act.Gift",
        "act.Sending",
        "act.Letter",
        "act.Answer",
        "act.Guest",
        "act.RewardProposal",
        "act.PageWord",
        "understand.OwnReading",
        "record.Step",
        "api.Event",
    } <= filled
    assert len(_found()) > 50
    erasure = erase.ask(COMMAND_LINE, PERSON)
    run_waiting()
    erasure.refresh_from_db()
    assert erasure.state == Erasure.State.DONE
    assert _found() == {}
    assert not Customer.objects.filter(pk=PERSON).exists()
    told = erase.certificate(erasure)
    assert sum(one["gone"] for one in told["tables"].values()) > 50
    assert not any(mark in json.dumps(told, default=str) for mark in MARKS)


def test_one_person_of_a_customer_goes_and_the_customer_stays(pim: Contact, small_record: SmallRecord) -> None:
    before = Interaction.objects.count()
    _raw(small_record.birch)
    consent.objected(COMMAND_LINE, contact_id=PERSON, words="MARKED", proof=f"MARKED {EMAIL}")
    say(
        small_record.birch, "m-ada", 3, "out", "answer", "Re", f"I told {NAME} (Pim.Marker+shop@Birch.example) and Pat."
    )
    shown = erase.preview(find(COMMAND_LINE, erase.ACT, EMAIL))
    assert shown["record.Text"] == [2, 0, 0]
    assert shown["record.Interaction"] == [0, 2, 0]
    erase.ask(COMMAND_LINE, f" {EMAIL.upper()} ")
    run_waiting()
    assert _found() == {}
    assert Interaction.objects.count() == before + 1, "that something passed is known; not with whom, nor what was said"
    assert Contact.objects.filter(pk="p-birch").exists()
    standing = Consent.objects.get()
    assert (standing.state, standing.contact_id, standing.words) == ("objected", None, "")
    assert standing.addresses.count() == 1, "the objection holds for their address"
    assert [text for _, text in unpacked(bytes(RawBlock.objects.get().data))] == ["", "2,p-birch,hello"]
    assert json.loads(zlib.decompress(bytes(Arrival.objects.get(key="several").data))) == [{"of": "pat"}]


def test_an_erasing_that_was_killed_goes_on_and_asking_twice_is_once(pim: Contact, monkeypatch: Any) -> None:
    first = erase.ask(COMMAND_LINE, PERSON)
    assert erase.ask(COMMAND_LINE, EMAIL).pk == first.pk
    real, left = erase._part, [7]

    def dies(*arguments: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(erase, "_part", dies)
    with pytest.raises(KeyboardInterrupt):
        erase.erase_person.call(erasure=first.pk)
    monkeypatch.setattr(erase, "_part", real)
    erase.erase_person.call(erasure=first.pk)
    assert _found() == {}
    counts = Erasure.objects.get().counts
    assert counts["record.Text"][0] == 2
    assert erase.erase_person.call(erasure=first.pk)["gone"] == sum(gone for gone, _, _ in counts.values())


def test_a_restored_backup_has_them_erased_again(pim: Contact) -> None:
    erase.ask(COMMAND_LINE, PERSON)
    run_waiting()
    held = erased.taken()
    Erasure.objects.all().delete()
    Contact.objects.create(contact_id=PERSON, customer_id="c-birch", name=NAME, email=EMAIL)
    assert erase.again(erased.put_back(held)) == 1
    assert _found() == {}
    assert erase.again(erased.put_back(held)) == 0


def test_files_of_before_bring_nobody_back_and_what_they_say_anew_is_taken(pim: Contact, tmp_path: Path) -> None:
    export(tmp_path / "before", "csv", COMMAND_LINE)
    mail = f"From: {NAME} <{EMAIL}>\nTo: ada@oakfield.example\nDate: {{}}\nMessage-ID: <{{}}@x.example>\n\nMARKED\n"
    (tmp_path / "old.eml").write_text(mail.format("Mon, 01 Jun 2026 10:00:00 +0000", "old"))
    erase.ask(COMMAND_LINE, PERSON)
    run_waiting()
    report = import_paths([str(tmp_path / "before")], Options(), COMMAND_LINE)
    refused = {one.table: one.refused for one in report.files if one.refused}
    assert refused == {"contacts": 1, "interactions": 2}
    assert {row.reason[:20] for row in RefusedRow.objects.all()} == {"whom it is of was er"}
    old = import_paths([str(tmp_path / "old.eml")], Options(), COMMAND_LINE).files[0]
    assert (old.created, old.refused) == (0, 1)
    assert _found() == {}
    assert not any("MARKED" in file.read_text() for file in (tmp_path / "refused").glob("*"))
    known = erased.Erased.known()
    assert known is not None
    new = {"customer_id": "c-birch", "contact_email": EMAIL, "happened_at": "2026-07-02T10:00:00Z"}
    assert not known.named(new), "who writes to us after that day is heard"
    assert known.named({**new, "happened_at": "2026-06-02T10:00:00Z"})
    assert known.named({"name": "x"}, "contacts", PERSON)
    assert not known.named({"name": "x"}, "customers", PERSON), "another's id that reads alike"


def test_what_is_held_of_a_person_is_taken_out_whole_and_nobody_elses(pim: Contact, tmp_path: Path) -> None:
    take(COMMAND_LINE, EMAIL, tmp_path / "all.zip")
    with ZipFile(tmp_path / "all.zip") as taken:
        names = set(taken.namelist())
        data = json.loads(taken.read("data.json"))
        everything = b"".join(map(taken.read, names)).decode()
    assert {"README.txt", "person.json", "data.json", "tables/record.Text.csv", "SHA256SUMS"} <= names
    assert [row["subject"] for row in data["record.Text"]] == ["MARKED", "MARKED"]
    assert "pat@birch.example" not in everything
    assert "Invoice" not in everything
    with pytest.raises(UserError, match="Nobody here"):
        take(COMMAND_LINE, "nobody", tmp_path / "none")


def _raw(customer: Customer) -> None:
    """What is kept raw: a delivery of theirs, one of several people's, rows of a file, a refused row."""
    source = Connection.objects.create(name="shop", slug="s", channel="webhook", made_at=AS_OF)
    batch = Batch.objects.create(table="contacts", source="shop", filename="x.csv", sha256="0", made_at=AS_OF)
    told: list[tuple[str, Any, list[Any]]] = [
        ("own", {"from": EMAIL, "says": "MARKED"}, [["contacts", PERSON]]),
        ("several", [{"of": EMAIL, "says": "MARKED"}, {"of": "pat"}], [["contacts", PERSON], ["contacts", "p-birch"]]),
    ]
    for key, body, rows in told:
        Arrival.objects.create(
            connection=source, key=key, arrived_at=AS_OF, data=zlib.compress(json.dumps(body).encode()), size=1,
            rows=rows, state="recorded",
        )  # fmt: skip
    RawBlock.objects.create(
        batch=batch, first_line=1, lines=2, data=packed([(1, f"1,{PERSON},MARKED"), (2, "2,p-birch,hello")])
    )
    RefusedRow.objects.create(batch=batch, line=9, reason="no", cells=["x", EMAIL, "MARKED"])


def _found() -> dict[str, list[str]]:
    """The tables and columns in which a marker stands, whatever they hold, packed or plain."""
    found: dict[str, list[str]] = {}
    for model in ours():
        for row in model._base_manager.values():
            for name, value in row.items():
                if any(mark.casefold() in _said(value).casefold() for mark in MARKS):
                    found.setdefault(name_of(model), []).append(name)
    return found


def _said(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        try:
            return zlib.decompress(bytes(value)).decode("utf-8", "replace")
        except zlib.error:
            return bytes(value).decode("latin-1")
    return json.dumps(value, default=str, ensure_ascii=False)
