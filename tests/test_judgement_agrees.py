"""Commands, pages and a notebook over exported files tell the same of the sample company: who stays, what they are
worth, who will leave, what keeps them, who gains."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import deeproot as dr
from deeproot import sample
from deeproot.measure.lifetime_value.worth import worth as worth_of
from deeproot.measure.proof.programmes import proofs
from deeproot.measure.retention.cohorts import cohorts
from deeproot.measure.retention.months import beginnings
from deeproot.measure.retention.revenue import revenue
from deeproot.measure.retention.staying import staying
from deeproot.measure.uplift.programmes import gains
from deeproot.understand.risk.judge import judge
from deeproot_app.base.models import User
from deeproot_app.cli import main
from deeproot_app.cli._sample.company import bring_in, found_company
from deeproot_app.measure import proof, retention, uplift, worth
from deeproot_app.measure.judged import programmes, reckon
from deeproot_app.understand.risk import told as risk

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
UNTIL = datetime(2026, 6, 29, 22, tzinfo=UTC)
"""Midnight where the company is."""
ZONE = "Europe/Berlin"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def tables(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> dr.engines.Tables:
    """The sample company taken in, reckoned for the pages, and exported: the tables as a notebook opens them."""
    monkeypatch.setenv("DEEPROOT_NOW", UNTIL.isoformat())
    found_company("Sample")
    bring_in(sample.company(customers=60, until=UNTIL))
    reckon.bring_up_to_date(UNTIL)
    programmes.bring_up_to_date(UNTIL)
    assert main(["export", str(tmp_path / "record"), "--as", "parquet"]) == 0
    capsys.readouterr()
    return dr.open(tmp_path / "record").tables


def asked(capsys: Capture, *command: str) -> dict[str, Any]:
    """What a command prints as JSON, but the moment it was asked for."""
    assert main([*command, "--json", "--as-of", UNTIL.isoformat()]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {name: value for name, value in found.items() if name not in {"as_of", "formulas"}}


def plain(document: Any) -> Any:
    """As a command prints it."""
    return json.loads(json.dumps(reckon.jsonable(programmes.plain(document))).replace("+00:00", "Z"))


def test_commands_and_pages_say_what_a_notebook_finds_in_the_exported_files(
    tables: dr.engines.Tables, capsys: Capture, client_of: Callable[[User], Client], viewer: User
) -> None:
    page = client_of(viewer).get
    retention_agrees(tables, asked(capsys, "retention"), page("/retention/").content.decode())
    value_agrees(tables, asked(capsys, "value"), page("/value/").content.decode())
    proof_agrees(tables, asked(capsys, "programmes", "--proof"), page("/proof/").content.decode())
    uplift_agrees(tables, asked(capsys, "programmes", "--uplift"), page("/uplift/").content.decode())
    risk_agrees(tables, asked(capsys, "risk"))


def retention_agrees(tables: dr.engines.Tables, told: dict[str, Any], page: str) -> None:
    begin = beginnings(UNTIL, 12, ZONE)
    found = retention.Retention(
        UNTIL, None, revenue(tables, begin), cohorts(tables, begin, "contracts"),
        cohorts(tables, begin, "purchases"), staying(tables, UNTIL),
    )  # fmt: skip
    assert {name: told[name] for name in ("contracts", "purchases")} == {
        name: plain(retention.document(found)[name]) for name in ("contracts", "purchases")
    }
    brings = max(found.months, key=lambda one: one.end).currency
    last = max((one for one in found.months if one.currency == brings), key=lambda one: one.begins)
    row = page[page.index("table judged-bridge") :].partition("</tr>")[2].partition("</tr>")[0]
    figures = [float(text.replace(",", "")) for text in re.findall(r'class="figure">([\d,.]+)', row)]
    money = [round(getattr(last, part)) for part in ("start", "new", "back", "grown", "shrunk", "lost", "end")]
    rates = [
        round(100 * (rate or 0), 1) for rate in (last.gross_retention, last.net_retention, last.customer_retention)
    ]
    assert figures == [*(part for part in money if part), *rates]


def value_agrees(tables: dr.engines.Tables, told: dict[str, Any], page: str) -> None:
    found = plain(worth.document(worth_of(tables, UNTIL)))
    assert told["contracts"] == found["contracts"]
    assert told["purchases"] == found["purchases"]
    shown = re.search(r'<option value="contracts (\w+)"', page)
    assert shown, "contracts, in the currency that stands first"
    valued = [one for one in found["contracts"]["customers"] if one["currency"] == shown[1]]
    best = max(valued, key=lambda one: one["value"] or 0)
    assert f"/customers/{best['customer_id']}/" in page
    assert f"{best['value']:,.0f}" in page


def proof_agrees(tables: dr.engines.Tables, told: dict[str, Any], page: str) -> None:
    found = proofs(tables, UNTIL)
    assert [one.programme_id for one in found] == ["audit-season", "spring-visit"]
    assert told["programmes"] == plain(proof.document(proof.named(found), UNTIL, 90))["programmes"]
    stored = programmes.stored_proofs(90)
    assert stored is not None
    assert repr(stored[1]) == repr(found)
    for one in found:
        assert f"{round(100 * one.kept[0].stayed.mean_treated)}<" in page


def uplift_agrees(tables: dr.engines.Tables, told: dict[str, Any], page: str) -> None:
    found = gains(tables, UNTIL)
    wanted = plain(uplift.document(found, UNTIL, 90))["programmes"]
    assert [{name: one[name] for name in wanted[0]} for one in told["programmes"]] == wanted
    assert {one["verdict"] for one in wanted} == {"too_few"}
    assert wanted[0]["says"] in page


def risk_agrees(tables: dr.engines.Tables, told: dict[str, Any]) -> None:
    found = {kind: risk.document(one) for kind, one in judge(tables, UNTIL, 90).items()}
    assert told["kinds"] == json.loads(json.dumps(found))
