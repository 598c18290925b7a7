"""Tests of headers: repeated ones, and mappings that read what is there."""

from __future__ import annotations

from typing import Any

import pytest

from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing import mapping
from deeproot_app.record.importing.mapping import MappingError
from deeproot_app.record.importing.recognise import recognise

ORDERS: dict[str, Any] = {
    "header": ["Order", "Sum"],
    "tables": [
        {
            "table": "customers",
            "columns": {"customer_id": {"from": ["Mail", "Phone"]}, "name": {"join": ["First", "Last"]}},
        },
        {
            "table": "purchases",
            "columns": {
                "purchase_id": "Order",
                "customer_id": {"from": ["Mail", "Phone"]},
                "happened_at": {"from": ["Paid at", "Made at"]},
                "amount": "Sum",
                "currency": {"is": "EUR"},
            },
            "when": {"State": ["paid"]},
        },
    ],
}


def orders() -> mapping.Mapping:
    return mapping.read(ORDERS, "orders")


def test_columns_that_nobody_reads_may_repeat() -> None:
    header = ["customer_id", "name", "Tags", "Tags", ""]
    assert recognise(header, "f.csv", None, []).left_behind == ("Tags", "Tags")
    with pytest.raises(FileError, match="names 'name' twice"):
        recognise(["customer_id", "name", "name"], "f.csv", None, [])
    with pytest.raises(FileError, match="names 'Sum' twice"):
        recognise(["Order", "Sum", "Sum", "Mail", "Paid at"], "f.csv", None, [orders()])


def test_a_mapping_reads_the_columns_that_are_there() -> None:
    found = recognise(["Order", "Sum", "Phone", "Made at", "Last"], "f.csv", None, [orders()]).mapping
    customers, purchases = found.targets
    assert customers.columns["customer_id"].column == "Phone"
    assert customers.columns["name"].join == ("Last",)
    assert purchases.columns["happened_at"].column == "Made at"
    assert not purchases.when


def test_a_table_that_lacks_what_it_needs_is_left_out() -> None:
    found = recognise(["Order", "Sum", "Mail", "Paid at"], "f.csv", None, [orders()]).mapping
    assert [target.table for target in found.targets] == ["purchases"], "nothing there gives customers their names"


def test_a_mapping_whose_main_table_lacks_what_it_needs_does_not_fit() -> None:
    with pytest.raises(FileError, match="by its header it is orders, and lacks the column Paid at or Made at"):
        recognise(["Order", "Sum", "Mail"], "f.csv", None, [orders()])


def test_of_two_mappings_the_one_that_knows_more_of_the_header_reads_it() -> None:
    wider = mapping.read({**ORDERS, "header": ["Order", "Sum", "Mail"]}, "wider")
    found = recognise(["Order", "Sum", "Mail", "Paid at"], "f.csv", None, [orders(), wider])
    assert found.mapping.name == "wider"


def test_a_column_says_one_thing() -> None:
    both = {"tables": [{"table": "customers", "columns": {"name": {"join": ["a"], "is": "b"}}}]}
    with pytest.raises(MappingError, match="exactly one of `from`"):
        mapping.read(both, "both")
