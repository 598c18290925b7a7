"""Runs the tests; with `--postgres` the application's on a throwaway PostgreSQL, with `--spark` those of Spark.

The whole suite runs in a process for each core; tests named by their path run in one, so that output stays in order.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from deeproot_app.base.tests.postgres import OF_THE_DATABASE, server  # noqa: E402 - from the path that was just set

# Where tests of the database are, and of them those that use it. Whatever else there is said on SQLite all that it has
# to say; so do tests that start programs of their own, each of which is tried there on both databases.
ON_POSTGRES = ["src/deeproot_app", "tests", "--ignore=src/deeproot_app/channels", "--ignore=tests/spark"]
AT_ONCE = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]


def main(arguments: list[str]) -> int:
    if "--spark" in arguments:
        rest = [word for word in arguments if word != "--spark"]
        return pytest([*rest, *([] if named(rest) else ["tests/spark"]), "-m", "spark"])
    if "--postgres" not in arguments:
        return pytest([*arguments, *([] if named(arguments) else AT_ONCE)])
    rest = [word for word in arguments if word != "--postgres"]
    with server() as url:
        os.environ["DATABASE_URL"] = url
        chosen = rest if named(rest) else [*rest, *ON_POSTGRES, OF_THE_DATABASE, *AT_ONCE]
        return pytest([*chosen, "-m", "not browser and not slow and not spark"])


def named(arguments: list[str]) -> bool:
    """Whether the arguments name tests by their path."""
    return any((ROOT / word.partition("::")[0]).exists() for word in arguments)


def pytest(arguments: list[str]) -> int:
    left_out = [] if "-m" in arguments else ["-m", "not slow and not spark"]
    return subprocess.call([sys.executable, "-m", "pytest", *arguments, *left_out], cwd=ROOT, env=surroundings())


def surroundings() -> dict[str, str]:
    """The environment in which what is imported is compiled once and kept: tests start hundreds of programs.

    It is kept in the environment's folder, not beside each file, as some will have no such files in their tree. Each
    process reckons in one thread: there is one for each core, and the threads of a small sum mostly wait in a circle.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**kept, **one_thread, "PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / ".bytecode")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
