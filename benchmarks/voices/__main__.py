"""Our reader on the sample company told in other voices, from text alone.

python -m benchmarks.voices check FILE...    what is missing in a voice, a sentence each
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .check import faults, remarks


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(
        prog="voices", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    todo = asked.add_subparsers(dest="todo", required=True)
    checks = todo.add_parser("check", help="what is missing in a voice")
    checks.add_argument("files", nargs="+", type=Path)
    args = asked.parse_args(arguments)
    return checked(args.files)


def checked(files: list[Path]) -> int:
    """Print the faults of each; 1 where there is any."""
    wrong = False
    for path in files:
        found = faults(path)
        wrong = wrong or bool(found)
        for sentence in found:
            print(f"{path.name}: {sentence}")
        if not found:
            for sentence in remarks(path):
                print(f"{path.name}: (no fault) {sentence}")
            print(f"{path.name}: whole.")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
