"""Tests of reading files of others by a mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from deeproot_app.record.conftest import Load, counts
from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing.mapping import MappingError, all_mappings, built_in, read
from deeproot_app.record.models import Case, Customer, FileMapping, Interaction, Purchase

TICKETS = (
    "Nr;Kunde;Wann;Was;Betrag\n"
    "1;Bäcker;01.02.2025 10:00;auf;1.200,50\n"
    "1;Bäcker;03.02.2025 12:30;zu;\n"
    "2;Tischler;02.02.2025 09:15;auf;3,00\n"
)
GERMAN: dict[str, Any] = {
    "says": "Tickets of a German help desk.",
    "header": ["Nr", "Kunde", "Wann", "Was"],
    "source": "tickets",
    "timezone": "Europe/Berlin",
    "tables": [
        {"table": "customers", "columns": {"customer_id": "Kunde", "name": {"text": "Firma {Kunde}"}}},
        {
            "table": "cases",
            "columns": {
                "case_id": "Nr",
                "customer_id": "Kunde",
                "opened_at": {"from": "Wann", "format": "%d.%m.%Y %H:%M"},
                "closed_at": {"from": "Wann", "format": "%d.%m.%Y %H:%M", "when": {"Was": ["zu"]}},
            },
            "keep": {"opened_at": "earliest", "closed_at": "latest"},
        },
        {
            "table": "purchases",
            "columns": {
                "purchase_id": {"id": ["Nr", "Wann"]},
                "customer_id": "Kunde",
                "happened_at": {"from": "Wann", "format": "%d.%m.%Y %H:%M"},
                "amount": {"from": "Betrag", "decimal": ","},
                "currency": {"is": "EUR"},
            },
            "when": {"Was": ["auf"]},
        },
    ],
}


def save(name: str, document: dict[str, Any]) -> None:
    FileMapping.objects.create(name=name, mapping=document, made_at=timezone.now())


def test_one_file_gives_several_tables(load: Load) -> None:
    save("german", GERMAN)
    report = load({"export.csv": TICKETS}).files[0]
    assert (report.table, report.source) == ("purchases", "tickets")
    assert counts(report) == (2, 2, 0, 0, 0)
    assert report.also == {"customers": {"created": 2, "updated": 0}, "cases": {"created": 2, "updated": 0}}
    assert "1 rows were left aside, as the mapping says." in report.notes
    assert Customer.objects.get(pk="Bäcker").name == "Firma Bäcker"
    case = Case.objects.get(pk="1")
    assert (str(case.opened_at), str(case.closed_at)) == ("2025-02-01 09:00:00+00:00", "2025-02-03 11:30:00+00:00")
    assert sorted(Purchase.objects.values_list("amount_micros", flat=True)) == [3_000_000, 1_200_500_000]
    assert counts(load({"again.csv": TICKETS + "\n"}).files[0]) == (2, 0, 0, 2, 0)


def test_what_a_mapping_makes_beside_its_table_never_overwrites(load: Load) -> None:
    load({"customers.csv": "customer_id,name\nBäcker,Bakery Ltd\n"})
    load({"export.csv": TICKETS}, mapping=_written(load, GERMAN))
    assert Customer.objects.get(pk="Bäcker").name == "Bakery Ltd"


def _written(load: Load, document: dict[str, Any]) -> str:
    save("asked", document)
    return "asked"


def test_a_mapping_from_a_file_of_ones_own(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(GERMAN | {"header": []}))
    assert load({"export.csv": TICKETS}, mapping=str(path)).files[0].created == 2


def test_files_without_a_header_are_read_by_their_columns(load: Load) -> None:
    document = {
        "columns": ["who", "day"],
        "delimiter": "whitespace",
        "creates_customers": True,
        "tables": [
            {
                "table": "interactions",
                "columns": {
                    "interaction_id": {"id": ["who", "day"]},
                    "customer_id": "who",
                    "happened_at": {"from": "day", "format": "%Y%m%d"},
                    "channel": {"is": "event"},
                    "direction": {"is": "in"},
                },
            }
        ],
    }
    report = load(
        {"visits.txt": "  a 20250101\n  b   20250102\n  a 20250101\n"}, mapping=_written(load, document)
    ).files[0]
    assert counts(report) == (3, 3, 0, 0, 0)
    assert Interaction.objects.filter(customer_id="a").count() == 2


def test_patterns_take_linear_time(load: Load) -> None:
    document = {
        "tables": [
            {
                "table": "customers",
                "columns": {"customer_id": "id", "name": {"from": "x", "pattern": "^(?P<n>(?:a+)+)$"}},
            }
        ]
    }
    report = load({"x.csv": f"id,x\nc1,{'a' * 60}!\nc2,aaa\n"}, mapping=_written(load, document)).files[0]
    assert counts(report) == (2, 1, 0, 0, 1)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({}, "has no list `tables`"),
        ({"tables": [{"table": "invoices"}]}, "`table` must be one of customers"),
        ({"tables": [{"table": "customers", "columns": {"shoe": "x"}}]}, "'shoe' is not known here"),
        ({"tables": [{"table": "customers", "columns": {"name": {"from": "x", "is": "y"}}}]}, "say exactly one of"),
        ({"tables": [{"table": "customers", "columns": {"name": {"form": "x"}}}]}, "'form' is not known here"),
        ({"tables": [{"table": "customers", "columns": {}, "keep": {"name": "first"}}]}, "keep 'name' must name one"),
        ({"tables": [{"table": "customers", "columns": {}}], "fish": 1}, "'fish' is not known here"),
        ({"tables": [{"table": "customers", "columns": {"name": {"from": "x", "pattern": "("}}}]}, "pattern '('"),
        ({"tables": [{"table": "customers", "columns": {"name": {"from": "x", "pattern": "a"}}}]}, "pattern 'a'"),
        ({"tables": [{"table": "customers", "columns": {}}], "timezone": "Mars"}, "'Mars' is not an IANA time zone"),
    ],
)
def test_it_says_where_a_mapping_does_not_hold_together(document: dict[str, Any], says: str) -> None:
    with pytest.raises(MappingError) as fault:
        read(document, "mine")
    assert says in fault.value.message
    assert "'mine'" in fault.value.message


def test_a_mapping_for_columns_that_are_not_there_is_told(load: Load) -> None:
    with pytest.raises(FileError, match="reads a column 'Betrag' that the file has not"):
        load({"x.csv": "Nr;Kunde;Wann;Was\n1;B;01.01.2025 10:00;auf\n"}, mapping=_written(load, GERMAN))
    with pytest.raises(MappingError, match="There is no mapping 'nonsense'; there are bpi_12_w, cdnow"):
        load({"x.csv": "a\n1\n"}, mapping="nonsense")


def test_every_mapping_of_ours_can_be_read(db: None) -> None:
    assert [mapping.name for mapping in all_mappings()] == built_in()
    assert all(mapping.says for mapping in all_mappings())
