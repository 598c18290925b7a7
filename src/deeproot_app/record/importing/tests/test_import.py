"""Tests of importing canonical files: what becomes of rows, and that doing it again changes nothing."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.record import changes
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import CONTACTS, CUSTOMERS, INTERACTIONS, MEMBERS, Load, counts
from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.refused import unpacked
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import (
    Batch,
    Change,
    Contact,
    Customer,
    Interaction,
    Member,
    Promise,
    RawBlock,
    RefusedRow,
    Subscription,
    Text,
)
from deeproot_app.record.search import matching_customers


def test_a_directory_is_read_in_an_order_that_keeps_references_whole(load: Load, tmp_path: Path) -> None:
    folder = tmp_path / "company" / "deeper"
    folder.mkdir(parents=True)
    names = {"a_interactions.csv": INTERACTIONS, "b_contacts.csv": CONTACTS, "c_customers.csv": CUSTOMERS}
    for name, text in (names | {"d_members.csv": MEMBERS, "readme.md": "not data"}).items():
        (folder / name).write_text(text)
    report = import_paths([str(tmp_path / "company")], Options(), COMMAND_LINE)
    assert [one.table for one in report.files] == ["members", "customers", "contacts", "interactions"]
    assert [counts(one)[1] for one in report.files] == [1, 2, 1, 3]
    assert not report.refused


def test_who_was_imported_is_found_at_once(load: Load, base: Report) -> None:
    assert [row.pk for row in matching_customers(Customer.objects.all(), "birch bak")] == ["c1"]
    assert [row.pk for row in matching_customers(Customer.objects.all(), "pat@birch")] == ["c1"]


def test_values_are_kept_exactly(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    row = arrow_tables(tables=["interactions"])["interactions"].sort_by("interaction_id").to_pylist()[1]
    assert str(row["happened_at"]) == "2025-03-02 08:30:00"
    assert (row["direction"], row["our_words"], row["needs_answer"], row["personal"]) == ("out", 40, False, True)
    last = Interaction.objects.get(pk="mail:3")
    assert last.happened_at == datetime(2025, 3, 3, 8, 0, 0, 250000, UTC)
    assert (last.kind, last.contact_id) == (None, None)
    assert Contact.objects.get().email == "pat@birch.example"
    assert Contact.objects.get().phone == "+47 22 33 44 55"


def test_the_same_file_again_changes_nothing_at_all(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    before = changes.last(), Batch.objects.count(), Change.objects.count()
    again = load({"interactions.csv": INTERACTIONS}).files[0]
    assert counts(again) == (3, 0, 0, 3, 0)
    assert (changes.last(), Batch.objects.count(), Change.objects.count()) == before


def test_the_same_rows_in_another_file_change_nothing_in_the_record(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    before = changes.last()
    header, *rows = INTERACTIONS.splitlines()
    again = load({"other.csv": "\n".join([header.upper(), *reversed(rows)])}).files[0]
    assert counts(again) == (3, 0, 0, 3, 0)
    assert changes.last() == before
    assert not RawBlock.objects.filter(batch_id=again.batch or 0).exists()


def test_changed_rows_are_updated_and_keep_what_stood_before(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    seq = changes.last()
    report = load({"interactions.csv": INTERACTIONS.replace(",answer,", ",value,")}).files[0]
    assert counts(report) == (3, 0, 1, 2, 0)
    assert Interaction.objects.get(pk="mail:2").kind == "value"
    change = Change.objects.get()
    assert (change.table, change.row_id, change.before) == ("interactions", "mail:2", {"kind": "answer"})
    assert changes.since(seq).customers == ("c1",)


def test_a_column_that_the_file_does_not_have_is_left_alone(load: Load, base: Report) -> None:
    report = load({"customers.csv": "customer_id,name\nc1,Birch Bakery AS\n"}).files[0]
    assert counts(report) == (1, 0, 1, 0, 0)
    customer = Customer.objects.get(pk="c1")
    assert (customer.name, customer.country, customer.kind) == ("Birch Bakery AS", "NO", "organisation")


def test_an_empty_cell_is_null(load: Load, base: Report) -> None:
    load({"customers.csv": "customer_id,name,country,kind\nc1,Birch Bakery,,\n"})
    customer = Customer.objects.get(pk="c1")
    assert (customer.country, customer.kind) == (None, "organisation")


def test_an_empty_list_read_again_changes_nothing_and_empties_a_list_that_was_not(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    header = "promise_id,customer_id,made_in,made_at,text,holding\n"
    promises = (
        header + "p1,c1,mail:2,2025-03-02T09:00:00Z,I'll call,\np2,c1,mail:2,2025-03-02T09:00:00Z,I'll write,mail:2\n"
    )
    load({"promises.csv": promises})
    again = load({"moved.csv": promises.replace("call,", "call ,")}).files[0]
    assert counts(again) == (2, 0, 1, 1, 0)
    emptied = load({"promises.csv": promises.replace("write,mail:2", "write,")}).files[0]
    assert emptied.refused == 0
    assert dict(Promise.objects.values_list("pk", "holding")) == {"p1": [], "p2": []}


def test_what_a_person_corrected_outranks_the_file(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    Interaction.objects.filter(pk="mail:2").update(kind="care")
    Change.objects.create(
        at=datetime.now(UTC),
        recorded_seq=changes.last(),
        table="interactions",
        row_id="mail:2",
        before={"kind": "answer"},
    )
    report = load({"interactions.csv": INTERACTIONS.replace("t1,0,40", "t1,0,41")}).files[0]
    assert counts(report) == (3, 0, 1, 2, 0)
    row = Interaction.objects.get(pk="mail:2")
    assert (row.kind, row.our_words) == ("care", 41)


def test_rows_of_unknown_customers_are_refused_and_taken_once_the_customer_is_there(load: Load) -> None:
    load({"customers.csv": "customer_id,name\nc2,Cedar\n"})
    report = load({"interactions.csv": INTERACTIONS}).files[0]
    assert counts(report) == (3, 1, 0, 0, 2)
    refused = RefusedRow.objects.order_by("line")
    assert [(row.line, row.column) for row in refused] == [(2, "customer_id"), (3, "customer_id")]
    assert refused[0].reason == "there is no customer 'c1'; import its row of customers first"
    load({"customers.csv": CUSTOMERS})
    assert counts(load({"interactions.csv": INTERACTIONS}).files[0]) == (3, 2, 0, 1, 0)


def test_the_file_of_refused_rows_can_be_mended_and_imported(load: Load, base: Report) -> None:
    report = load({"interactions.csv": INTERACTIONS.replace("email,in", "emial,in")}).files[0]
    path = Path(report.refused_file or "")
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert rows[0]["refused_line"] == "2"
    assert rows[0]["refused_column"] == "channel"
    assert rows[0]["refused_reason"] == "'emial' is not a channel; did you mean 'email'?"
    assert rows[0]["interaction_id"] == "mail:1"
    mended = load(
        {
            "mended.csv": path.read_text().replace(
                "mail:1,c1,p1,m1,2025-03-01T10:00:00Z,emial", "mail:1,c1,p1,m1,2025-03-01T10:00:00Z,email"
            )
        }
    )
    assert counts(mended.files[0]) == (1, 1, 0, 0, 0)
    assert not mended.files[0].left_behind


def test_every_row_is_accounted_for(load: Load, base: Report) -> None:
    again = INTERACTIONS.splitlines()[1].replace("question", "complaint")
    text = f"{INTERACTIONS}mail:1,c1\nmail:4,cX,,,2025-01-01,email,in,,,,,,,\n{again}"
    report = load({"interactions.csv": text}).files[0]
    assert counts(report) == (6, 3, 1, 0, 2)
    assert Interaction.objects.get(pk="mail:1").kind == "complaint"
    assert report.read == report.created + report.updated + report.unchanged + report.refused


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(load: Load) -> None:
    files = {"customers.csv": CUSTOMERS, "interactions.csv": INTERACTIONS + "mail:9,cX,,,2025-01-01,email,in,,,,,,,\n"}
    report = load(dict(files), dry_run=True)
    interactions = next(one for one in report.files if one.table == "interactions")
    assert counts(interactions) == (4, 3, 0, 0, 1), "the customers of the other file count as there"
    assert not Customer.objects.exists()
    assert not Batch.objects.exists()
    assert Path(interactions.refused_file or "").exists()


def test_a_dry_run_counts_what_an_import_would(load: Load, base: Report) -> None:
    head = "interaction_id,customer_id,happened_at,channel,direction,kind,body,contact_email,member_email\n"
    one = "a:{0},c1,2025-01-01,email,in,,Which day?,new@birch.example,x@oakfield.example\n"
    text = head + "".join(one.format(at) for at in (1, 2, 1)) + one.format(2).replace("Which", "What")
    pretended = load({"a.csv": text}, dry_run=True).files[0]
    done = load({"a.csv": text}).files[0]
    assert counts(pretended) == counts(done) == (4, 2, 1, 1, 0)
    assert pretended.also == done.also
    pretended = load({"b.csv": text.replace("day", "hour")}, dry_run=True).files[0]
    assert counts(pretended) == counts(load({"b.csv": text.replace("day", "hour")}).files[0])


def test_nobody_is_made_for_rows_that_are_refused(load: Load) -> None:
    load({"customers.csv": "customer_id,name\nc2,Cedar\n"})
    text = (
        "interaction_id,customer_id,contact_email,member_email,happened_at,channel,direction\n"
        "mail:1,c1,pat@birch.example,ada@oakfield.example,2025-01-01T10:00:00Z,email,in\n"
        "mail:2,c2,who@cedar.example,bob@oakfield.example,2025-01-02T10:00:00Z,fax,in\n"
        "mail:3,c2,pat@birch.example,,2025-01-03T10:00:00Z,email,in\n"
    )
    report = load({"interactions.csv": text}).files[0]
    assert counts(report) == (3, 1, 0, 0, 2)
    assert [(row.pk, row.customer_id) for row in Contact.objects.all()] == [("email:pat@birch.example", "c2")]
    assert not Member.objects.exists()


def test_days_written_in_another_way_are_refused_with_what_mends_it(load: Load) -> None:
    report = load({"customers.csv": "customer_id,name,since\nc1,Birch,31/12/2024\nc2,Cedar,soon\n"}).files[0]
    assert counts(report) == (2, 0, 0, 0, 2)
    assert [note for note in report.notes if "Times such as '31/12/2024'" in note and "Map its columns" in note]


def test_raw_rows_are_kept_as_they_stood(load: Load, base: Report) -> None:
    report = load({"interactions.csv": INTERACTIONS + '"mail:9","c9",\n'}).files[0]
    raw = dict(unpacked(bytes(RawBlock.objects.get(batch_id=report.batch or 0).data)))
    assert raw[2] == INTERACTIONS.splitlines()[1]
    assert raw[5] == '"mail:9","c9",'


def test_an_import_is_audited_and_only_for_those_who_may(load: Load, base: Report, member: User) -> None:
    assert Audit.objects.filter(act="record.import", actor="command line").count() == 3
    with pytest.raises(NotAllowed):
        import_paths(["nowhere.csv"], Options(), member)


def test_addresses_find_people_and_unknown_ones_are_made(load: Load, base: Report) -> None:
    text = (
        "interaction_id,customer_id,contact_email,member_email,happened_at,channel,direction\n"
        "mail:1,c1,PAT@birch.example,ada@oakfield.example,2025-01-01T10:00:00Z,email,in\n"
        "mail:2,,pat@birch.example,new@oakfield.example,2025-01-02T10:00:00Z,email,out\n"
        "mail:3,c2,who@cedar.example,,2025-01-03T10:00:00Z,email,in\n"
        "mail:4,,nobody@x.example,,2025-01-04T10:00:00Z,email,in\n"
        "mail:5,c2,pat@birch.example,,2025-01-05T10:00:00Z,email,in\n"
    )
    report = load({"interactions.csv": text}).files[0]
    assert counts(report) == (5, 4, 0, 0, 1)
    found = {row.pk: (row.customer_id, row.contact_id, row.member_id) for row in Interaction.objects.all()}
    assert found["mail:1"] == ("c1", "p1", "m1")
    assert found["mail:2"] == ("c1", "p1", "email:new@oakfield.example")
    assert found["mail:3"] == ("c2", "email:who@cedar.example", None)
    assert found["mail:5"] == ("c2", None, None)
    assert Member.objects.get(pk="email:new@oakfield.example").email == "new@oakfield.example"
    assert report.also == {"contacts": {"created": 1, "updated": 0}, "members": {"created": 1, "updated": 0}}
    again = load({"renamed.csv": text}).files[0]
    assert counts(again) == (5, 0, 0, 4, 1)


def test_members_that_no_file_describes_are_kept_and_told_of(load: Load, base: Report) -> None:
    report = load({"interactions.csv": INTERACTIONS.replace(",m1,", ",m77,")}).files[0]
    assert report.created == 3
    assert Interaction.objects.get(pk="mail:1").member_id == "m77"
    assert any("m77" in note and "import members" in note for note in report.notes)


def test_ids_without_a_source_get_the_files_name_or_the_given_one(load: Load, base: Report) -> None:
    text = INTERACTIONS.replace("mail:", "")
    report = load({"helpdesk-2025-03-01.csv": text}).files[0]
    assert Interaction.objects.filter(pk="helpdesk:1").exists()
    assert any("'helpdesk'" in note for note in report.notes)
    assert counts(load({"helpdesk (1).csv": text}).files[0])[3] == 3, "a second download is the same source"
    load({"x.csv": text}, source="crm")
    assert Interaction.objects.filter(pk="crm:1").exists()
    promises = "promise_id,customer_id,made_in,made_at,text\nw1,c1,2,2025-03-02T08:30:00Z,I will call\n"
    load({"promises.csv": promises})
    assert arrow_tables(tables=["promises"])["promises"]["made_in"].to_pylist() == ["helpdesk:2"]


def test_times_without_an_offset_are_the_organisations_and_the_report_says_so(load: Load, base: Report) -> None:
    organisation = Organisation.get()
    organisation.timezone = "Europe/Berlin"
    organisation.save()
    head = "interaction_id,customer_id,happened_at,channel,direction\n"
    rows = (
        "a:1,c1,2025-01-01 10:00,email,in\na:2,c1,2025-10-26T02:30:00,email,in\na:3,c1,2025-03-30T02:30:00,email,in\n"
    )
    report = load({"a.csv": head + rows}).files[0]
    found = [str(row.happened_at)[:16] for row in Interaction.objects.order_by("pk")]
    assert found == ["2025-01-01 09:00", "2025-10-26 00:30", "2025-03-30 01:30"]
    notes = " ".join(report.notes)
    assert "Europe/Berlin" in notes
    assert "twice, such as 2025-10-26T02:30" in notes
    assert "skip, such as 2025-03-30T02:30" in notes


def test_a_term_is_known_by_its_id_and_start(load: Load, base: Report) -> None:
    head = "subscription_id,customer_id,starts_at,amount,currency,period_months\n"
    rows = "s1,c1,2024-01-01,1200.50,eur,12\ns1,c1,2025-01-01,1300,EUR,12\n"
    assert counts(load({"s.csv": head + rows}).files[0]) == (2, 2, 0, 0, 0)
    assert counts(load({"t.csv": head + rows.replace("1300", "1400")}).files[0]) == (2, 0, 1, 1, 0)
    amounts = Subscription.objects.order_by("starts_at").values_list("amount_micros", "currency")
    assert list(amounts) == [(1_200_500_000, "EUR"), (1_400_000_000, "EUR")]


def test_delimiters_encodings_and_byte_order_marks_are_detected(load: Load) -> None:
    rows = "customer_id{0}name\nc1{0}Bäckerei Müller\nc2{0}Café\n"
    written = {
        "a.csv": rows.format(";").encode("utf-8-sig"),
        "b.csv": rows.format("\t").encode("utf-16"),
        "c.csv": rows.format("|").encode("utf-16-le"),
        "d.csv": rows.format(",").encode("cp1252"),
        "e.csv": ("sep=;\r\n" + rows.format(";").replace("\n", "\r\n")).encode("utf-16-be"),
        "f.csv": rows.format(";").replace("\n", "\r").encode(),
        "g.csv.gz": gzip.compress(rows.format(",").encode()),
    }
    for name, content in written.items():
        Customer.objects.all().delete()
        report = load({name: content}).files[0]
        assert counts(report) == (2, 2, 0, 0, 0), name
        assert Customer.objects.get(pk="c1").name == "Bäckerei Müller", name
        assert any("Windows-1252" in note for note in report.notes) == (name == "d.csv")


def test_standard_input_is_read(db: None, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CUSTOMERS.encode())))
    report = import_paths(["-"], Options(), COMMAND_LINE)
    assert (report.files[0].file, report.files[0].created) == ("standard input", 2)
    assert not list((home / "uploads").iterdir())


def test_as_says_the_table_where_the_header_is_not_enough(load: Load) -> None:
    with pytest.raises(FileError, match="Nearest is"):
        load({"x.csv": "Customer ID\nc1\n"})
    with pytest.raises(FileError, match="customers needs a column name"):
        load({"x.csv": "Customer ID\nc1\n"}, table="customers")
    assert load({"x.csv": "CustomerId,NAME\nc1,Birch\n"}, table="customers").files[0].created == 1
    with pytest.raises(UserError, match="there is no such table"):
        load({"x.csv": "a\n1\n"}, table="invoices")


def test_columns_left_behind_are_told(load: Load) -> None:
    report = load({"customers.csv": "customer_id,name,Fax,Shoe size\nc1,Birch,1,2\n"}).files[0]
    assert [name for name, _ in report.left_behind] == ["Fax", "Shoe size"]
    assert "  Left behind, and kept in the raw rows:" in report.lines()


def test_customers_can_be_made_by_their_ids(load: Load) -> None:
    report = load({"interactions.csv": INTERACTIONS}, creates_customers=True).files[0]
    assert counts(report)[1] == 3
    assert report.also["customers"]["created"] == 2


def test_interactions_without_ids_are_known_by_their_content(load: Load, base: Report) -> None:
    text = "customer_id,happened_at,channel,direction\n" + "c1,2025-01-01T10:00:00Z,call,in\n" * 2
    assert counts(load({"calls.csv": text}).files[0]) == (2, 2, 0, 0, 0)
    assert counts(load({"calls_2.csv": text + "c2,2025-01-01T10:00:00Z,call,in\n"}).files[0]) == (3, 1, 0, 2, 0)


def test_a_text_is_kept_beside_its_interaction(load: Load, base: Report) -> None:
    head = "interaction_id,customer_id,happened_at,channel,direction,subject,body\n"
    row = 'mail:1,c1,2025-01-01T10:00:00Z,email,in,  Ovens ,"Dear Ada,\n\ncan you ""really"" repair them?  "\n'
    load({"a.csv": head + row})
    text = Text.objects.get()
    assert (text.subject, text.body) == ("  Ovens ", 'Dear Ada,\n\ncan you "really" repair them?  ')
