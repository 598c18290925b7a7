"""The sample company: once really loaded, otherwise the care that is taken around it."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.base.tests import migrated
from deeproot_app.cli import demo

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.mark.long
def test_it_loads_the_sample_into_a_home_of_its_own_and_runs_a_turn(tmp_path: Path) -> None:
    env = {**os.environ, "DEEPROOT_HOME": str(tmp_path), "DEEPROOT_NOW": NOW.isoformat()}
    env["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/real"
    migrated.put_into(tmp_path / "demo")
    command = [sys.executable, "-m", "deeproot_app.cli", "demo", "--customers", "6"]
    with (tmp_path.with_suffix(".told")).open("w+", encoding="utf-8") as told:
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=told, text=True) as server:
            try:
                drawn = page_behind(printed_link(server), "/journey/1/")
            finally:
                server.terminate()
        told.seek(0)
        assert "not put into DATABASE_URL" in told.read()
    assert "<svg" in drawn, "a chart is drawn by the server that follows the loading"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    with closing(sqlite3.connect(tmp_path / "demo" / "deeproot.sqlite3")) as database:
        count = {name: database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in TABLES}
        assert database.execute("SELECT simulated FROM deeproot_base_organisation").fetchone()[0] == 1
        roles = {row[0] for row in database.execute("SELECT role FROM deeproot_base_user")}
        connections = set(database.execute(CONNECTIONS).fetchall())
        arrivals = set(database.execute(ARRIVALS).fetchall())
        days = {row[0] for row in database.execute("SELECT days FROM deeproot_plan_capacity")}
        by_command = {row[0] for row in database.execute(BY_COMMAND)}
        missing = database.execute("SELECT SUM(missing) FROM deeproot_record_folderday").fetchone()[0]
    assert count["deeproot_record_customer"] == 6
    assert count["deeproot_record_interaction"] > 100
    assert count["deeproot_understand_turn"] == 1
    assert roles == {"administrator", "manager", "member"}
    assert connections == {("email", "paused"), ("feeds", "paused"), ("segment", "active"), ("stripe", "active")}
    assert arrivals >= {
        ("email", "recorded"), ("email", "nobodys"), ("feeds", "nobodys"), ("feeds", "ignored"),
        ("segment", "recorded"), ("segment", "unreadable"), ("stripe", "recorded"), ("stripe", "ignored"),
    }  # fmt: skip
    assert not {state for _, state in arrivals} & {"waiting"}
    assert missing == 3
    assert by_command == {"record.import", "user.add"}, "all else is done by the company's own people"
    assert {len(json.loads(each)) for each in days} == {7}, "whoever looks on a Sunday sees a day's choice too"


def printed_link(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if found := re.search(r"http://\S+/sign-in/\S+", line):
            return found[0]
    raise AssertionError("the server ended without printing a link")


def page_behind(link: str, path: str) -> str:
    """The page that who signs in by the link sees; an error where it does not answer within two minutes."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    asked = browser.open(link, timeout=120).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asked)
    assert token, asked
    browser.open(link, urlencode({"csrfmiddlewaretoken": token[1]}).encode(), timeout=120)
    found: str = browser.open(urljoin(link, path), timeout=120).read().decode()
    return found


CONNECTIONS = "SELECT channel, state FROM deeproot_record_connection"
ARRIVALS = (
    "SELECT DISTINCT c.channel, a.state FROM deeproot_record_arrival a "
    "JOIN deeproot_record_connection c ON c.id = a.connection_id"
)
BY_COMMAND = "SELECT DISTINCT act FROM deeproot_base_audit WHERE actor = 'command line'"
TABLES = ("deeproot_record_customer", "deeproot_record_interaction", "deeproot_understand_turn")


@pytest.fixture
def loaded(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, int]]]:
    """What was loaded, as (seed, customers); nothing is, for these tests."""
    found: list[tuple[int, int]] = []

    def load(seed: int, customers: int, until: datetime) -> None:
        Organisation(pk=1, simulated=True).save()
        found.append((seed, customers))

    monkeypatch.setenv("DEEPROOT_HOME", str(tmp_path))
    monkeypatch.setenv("DEEPROOT_NOW", NOW.isoformat())
    monkeypatch.setattr(demo, "load", load)
    monkeypatch.setattr(demo, "clear", lambda: None)
    yield found


def test_the_second_start_loads_nothing(loaded: list[tuple[int, int]], capsys: pytest.CaptureFixture[str]) -> None:
    demo.load_where_needed(7, 12, fresh=False)
    demo.load_where_needed(7, 12, fresh=False)
    assert loaded == [(7, 12)]
    assert capsys.readouterr().err == ""


def test_another_sample_replaces_it_only_when_asked_to(
    loaded: list[tuple[int, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    demo.load_where_needed(7, 12, fresh=False)
    demo.load_where_needed(8, 12, fresh=False)
    assert "--fresh replaces it" in capsys.readouterr().err
    demo.load_where_needed(8, 12, fresh=True)
    assert loaded == [(7, 12), (8, 12)]


def test_an_old_sample_is_said_to_be_old(
    loaded: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.load_where_needed(7, 12, fresh=False)
    monkeypatch.setenv("DEEPROOT_NOW", (NOW + timedelta(days=4)).isoformat())
    demo.load_where_needed(7, 12, fresh=False)
    assert "The sample ends on 2026-06-30" in capsys.readouterr().err


def test_a_loading_that_was_broken_off_is_begun_anew(
    loaded: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(seed: int, customers: int, until: datetime) -> None:
        Organisation(pk=1, simulated=True).save()
        raise KeyboardInterrupt

    whole = demo.load
    monkeypatch.setattr(demo, "load", killed)
    with pytest.raises(KeyboardInterrupt):
        demo.load_where_needed(7, 12, fresh=False)
    monkeypatch.setattr(demo, "load", whole)
    demo.load_where_needed(7, 12, fresh=False)
    assert loaded == [(7, 12)]
    assert json.loads(demo.note().read_text())["customers"] == 12


def test_it_is_not_mixed_into_a_real_record(loaded: list[tuple[int, int]], viewer: User) -> None:
    for fresh in (False, True):
        with pytest.raises(UserError, match="holds a real record"):
            demo.load_where_needed(7, 12, fresh=fresh)
    assert loaded == []
