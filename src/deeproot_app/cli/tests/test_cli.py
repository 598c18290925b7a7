import json
import subprocess
import sys

import pytest

from deeproot_app import cli
from deeproot_app.base.errors import UserError

HEAVY = [
    "pandas",
    "numpy",
    "ibis",
    "duckdb",
    "pyarrow",
    "sqlglot",
    "django.db",
    "django.contrib",
    "allauth",
    "gunicorn",
]


def test_it_starts_without_loading_anything_heavy() -> None:
    script = (
        "import sys, json\n"
        "from deeproot_app.cli import main\n"
        "main(['--help'])\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert "deeproot_app.cli.user" in loaded
    assert [name for name in HEAVY if name in loaded] == []
    assert len(loaded) < 300


def test_help_lists_every_command_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    printed = capsys.readouterr().out
    for name in cli.names():
        assert f"  {name}" in printed
        assert cli.load(name).SUMMARY in printed


@pytest.mark.parametrize("name", cli.names())
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([name, "--help"]) == 0
    assert f"usage: deeproot {name}" in capsys.readouterr().out


def test_a_file_with_a_trailing_underscore_is_a_command_without_it() -> None:
    assert cli.spelled("import_") == "import"
    assert cli.spelled("two_words") == "two-words"


def test_a_word_that_is_no_command_is_wrong_use_and_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["uesr"]) == 2
    assert "did you mean `user`?" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["0001-01-01", "1677-01-01", "9999-12-31", "0001-01-01T00:00+14:00"])
@pytest.mark.parametrize("name", ["retention", "value", "risk", "journey", "today"])
def test_a_moment_beyond_what_can_be_reckoned_is_wrong_use(
    name: str, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([name, "--as-of", given]) == 2
    assert "argument --as-of: it is" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["0", "-1", "x", "9" * 19, "9" * 30, "٧"])
@pytest.mark.parametrize("command", [["rewards", "--approve"], ["token", "revoke"], ["promises", "--undo"]])
def test_a_number_that_nothing_can_have_is_wrong_use(
    command: list[str], given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command, given]) == 2
    assert capsys.readouterr().err


def test_wrong_arguments_are_wrong_use() -> None:
    assert cli.main(["user", "--no-such-thing"]) == 2


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> type:
    """A command whose run does what the test says."""

    class Command:
        SUMMARY = "for a test"
        NEEDS = "nothing"

        @staticmethod
        def arguments(parser: object) -> None: ...

        @staticmethod
        def run(args: object) -> int:
            return 0

    monkeypatch.setattr(cli, "names", lambda: ["x"])
    monkeypatch.setattr(cli, "load", lambda name: Command)
    return Command


def failing(fault: BaseException) -> object:
    def run(args: object) -> int:
        raise fault

    return staticmethod(run)


def test_a_persons_mistake_is_one_sentence_with_its_exit_code(
    command: type, capsys: pytest.CaptureFixture[str]
) -> None:
    command.run = failing(UserError("There is no file orders.csv.", exit_code=2))  # type: ignore[attr-defined]
    assert cli.main(["x"]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "deeproot: There is no file orders.csv.\n")


def test_a_fault_of_ours_is_told_in_a_sentence_and_its_trace_kept(
    command: type, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("DEEPROOT_HOME", str(tmp_path))
    command.run = failing(KeyError("colour"))  # type: ignore[attr-defined]
    assert cli.main(["x"]) == 1
    printed = capsys.readouterr().err
    assert "fault of Deeproot" in printed
    assert "Traceback" not in printed
    assert "KeyError: 'colour'" in (tmp_path / "faults.log").read_text()  # type: ignore[operator]


def test_a_missing_file_is_told_by_name(command: type, capsys: pytest.CaptureFixture[str]) -> None:
    command.run = failing(FileNotFoundError(2, "No such file or directory", "/tmp/gone.csv"))  # type: ignore[attr-defined]
    assert cli.main(["x"]) == 1
    assert capsys.readouterr().err == "deeproot: No such file or directory: /tmp/gone.csv\n"


def test_stopping_it_is_no_fault(command: type, capsys: pytest.CaptureFixture[str]) -> None:
    command.run = failing(KeyboardInterrupt())  # type: ignore[attr-defined]
    assert cli.main(["x"]) == 130
    assert capsys.readouterr().err == "deeproot: Stopped.\n"
