"""Connecting sources at the command line: the same acts as on the pages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.base.models import Audit
from deeproot_app.channels.shapes import Fetched
from deeproot_app.cli import main
from deeproot_app.record.arrivals.asking import secrets_of
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.tests.cast import Fake, connected, fake, told
from deeproot_app.record.models import Connection, Customer

__all__ = ["fake"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts lines on standard input."""

    def type_(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    type_()
    return type_


def test_a_source_is_added_its_secrets_from_standard_input_or_the_environment(fake, typed, monkeypatch, capsys) -> None:
    typed("hunter2", "")
    assert main(["connect", "add", "fake", "Our shop", "--set", "shop=oak", "--json"]) == 0
    made = Connection.objects.get()
    printed = json.loads(capsys.readouterr().out)
    assert (secrets_of(made)["password"], made.settings["shop"]) == ("hunter2", "oak")
    assert printed["made"]["signing"] == secrets_of(made)["signing"]
    assert printed["sends_to"].endswith(f"/hooks/{made.slug}/")
    assert "hunter2" not in json.dumps(printed)
    assert Audit.objects.get(act="connection.add").actor == "command line"

    monkeypatch.setenv("DEEPROOT_SECRET_PASSWORD", "from the environment")
    typed("given")
    assert main(["connect", "add", "fake", "Second", "--set", "shop=elm"]) == 0
    assert secrets_of(Connection.objects.get(name="Second")) == {"password": "from the environment", "signing": "given"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "nothing", "x"], "There is no source called 'nothing'"),
        (["add", "fake", "x", "--set", "password=no"], "a secret does not belong on the command line"),
        (["add", "fake", "x", "--set", "colour=red"], "fake asks for shop, password"),
        (["add", "fake", "x", "--set", "shop=oak"], "password: This is needed"),
        (["add", "fake", "a:b", "--set", "shop=oak"], "no colon"),
        (["add", "fake", "x", "--set", "shop=@nowhere.txt"], "nowhere.txt cannot be read"),
        (["pause", "nothing"], "There is no connection 'nothing'"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_made(fake, words, says, capsys, monkeypatch) -> None:
    if "a:b" in words:
        monkeypatch.setenv("DEEPROOT_SECRET_PASSWORD", "x")
    assert main(["connect", *words]) in (1, 2)
    error = capsys.readouterr().err
    assert says in error
    assert "Traceback" not in error
    assert not Connection.objects.exists()


def test_it_fetches_reads_and_tells_what_became_of_it(fake, monkeypatch, capsys) -> None:
    rows = json.dumps([told("customers", 1, customer_id="s:1", name="Ann")]).encode()
    fetch = staticmethod(lambda settings, secrets, cursor: iter([Fetched([("a", {}, rows), ("b", {}, b"no")], {})]))
    monkeypatch.setattr(Fake, "fetch", fetch, raising=False)
    connected(next_at=None)
    assert main(["connect", "fetch", "shop"]) == 0
    assert capsys.readouterr().out == "2 new; 2 read (1 recorded, 1 unreadable).\n"
    assert Customer.objects.count() == 1
    assert main(["connect", "retry", "SHOP"]) == 0
    assert capsys.readouterr().out == "1 read again: 1 of them stay as they were.\n"


def test_a_source_that_sends_by_itself_cannot_be_fetched_but_checked(fake, capsys) -> None:
    connected()
    assert main(["connect", "fetch", "shop"]) == 1
    assert "sends by itself" in capsys.readouterr().err
    assert main(["connect", "check", "shop"]) == 0
    assert "has sent nothing yet" in capsys.readouterr().out


def test_it_rests_goes_on_and_is_let_go(fake, capsys) -> None:
    connected()
    for act, state in (("pause", "paused"), ("resume", "active"), ("remove", "removed")):
        assert main(["connect", act, "shop", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["state"] == state
    assert main(["connect", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"connections": []}


def test_it_lists_what_is_connected_and_what_can_be(fake, capsys) -> None:
    source = connected()
    keep(source, [("a", {}, b"[]")])
    assert main(["connect", "list"]) == 0
    assert "shop" in capsys.readouterr().out
    assert main(["connect", "show", "shop"]) == 0
    assert "Fake" in capsys.readouterr().out
    assert main(["connect", "sources", "--json"]) == 0
    offered = {one["source"]: one for one in json.loads(capsys.readouterr().out)["sources"]}
    assert [setting["name"] for setting in offered["fake"]["settings"]] == [
        "shop",
        "password",
        "signing",
        "region",
        "days",
    ]
    assert main(["connect", "sources"]) == 0
    assert "$DEEPROOT_SECRET_PASSWORD" in capsys.readouterr().out


def test_a_long_answer_may_stand_in_a_file(fake, typed, tmp_path: Path) -> None:
    (tmp_path / "shop.txt").write_text("oak\n")
    typed("x", "")
    assert main(["connect", "add", "fake", "x", "--set", f"shop=@{tmp_path}/shop.txt"]) == 0
    assert Connection.objects.get().settings["shop"] == "oak"
