"""Settings as a whole, under the environment of a real installation."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deeproot_app import settings


def under_https(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "DEEPROOT_HOME": str(home), "DEEPROOT_URL": "https://roots.example.org/"}
    env["DJANGO_SETTINGS_MODULE"] = "deeproot_app.settings"
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # a browser among the tests needs it; nobody else has it
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)


def test_behind_https_djangos_own_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    done = under_https(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


COOKIES = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE")
SHOW = (
    "import json, sys; from deeproot_app import settings as s; print(json.dumps([getattr(s, n) for n in sys.argv[1:]]))"
)


def test_behind_https_cookies_are_bound_to_it_and_to_the_host(tmp_path: Path) -> None:
    done = under_https(tmp_path, "-c", SHOW, *COOKIES, "ALLOWED_HOSTS")
    found = json.loads(done.stdout)
    assert found[:4] == ["__Host-session", True, "__Host-csrf", True]
    assert "roots.example.org" in found[4]


def test_a_database_url_is_read_whole() -> None:
    found = settings.database("postgresql://ida:p%40ss@db.example:5433/roots?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("ida", "p@ss", "db.example", "5433")
    assert (found["NAME"], found["OPTIONS"]) == ("roots", {"sslmode": "require"})


def test_another_kind_of_database_is_refused_in_a_sentence() -> None:
    with pytest.raises(SystemExit, match="DATABASE_URL begins with mysql:; it must look like postgresql://user"):
        settings.database("mysql://x/y")


def test_what_is_no_address_of_a_database_is_told_what_it_must_look_like() -> None:
    with pytest.raises(SystemExit, match="names no kind of database; it must look like postgresql://user"):
        settings.database("nonsense")


@pytest.mark.parametrize("key", ["", "given by the environment"])
def test_a_home_that_is_a_file_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    (tmp_path / "file").write_text("here already")
    monkeypatch.delenv("DEEPROOT_SECRET_KEY", raising=False)
    if key:
        monkeypatch.setenv("DEEPROOT_SECRET_KEY", key)
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setattr(settings, "HOME", place)
        with pytest.raises(SystemExit, match=r"no folder can be made there \(a file stands there\); give a folder"):
            settings.secret_key()


def test_a_home_is_there_also_where_the_key_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_SECRET_KEY", "given")
    monkeypatch.setattr(settings, "HOME", tmp_path / "new" / "home")
    assert settings.secret_key() == "given"
    assert [path.name for path in (tmp_path / "new").rglob("*")] == ["home"]


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("DEEPROOT_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert settings.secret_key() == "from the file"
