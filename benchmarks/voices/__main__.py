"""Our reader on the sample company told in other voices, from text alone.

    ./run bench voices                           score every voice of this folder
    ./run bench voices check FILE...             what is missing in a voice, a sentence each
    ./run bench voices score FILE... --seeds 61  recall and precision; without a file, of the sample's own voice

Each company is told, imported without a label and read in a home that is thrown away. Letters in German, French and
Spanish, some four in a hundred, stay the sample's own in every voice. Intervals are Wilson's and take messages as
independent; sentences repeat, so they are too narrow. DEEPROOT_READ_MEANING=1 reads with the embedding, too.
"""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path
from typing import Final

from .check import faults, remarks
from .score import score

HERE: Final = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in ("check", "score", "-h", "--help"):
        arguments = ["score", *map(str, sorted(HERE.glob("*.toml"))), *arguments]
    args = _parser().parse_args(arguments)
    if args.todo == "check":
        return checked(args.files)
    if wrong := [f"{path.name}: {fault}" for path in args.files for fault in faults(path)]:
        print(*wrong, sep="\n", file=sys.stderr)
        return 1
    if args.misses:
        args.misses.touch()
    print(f"./run bench voices {' '.join(arguments)}\n{platform.platform()}, Python {platform.python_version()}\n")
    print(score(args.files, args.seeds, args.customers, head=args.head, misses=args.misses, jobs=args.jobs))
    return 0


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="./run bench voices", description=__doc__, formatter_class=raw)
    todo = parser.add_subparsers(dest="todo", required=True)
    checks = todo.add_parser("check", help="what is missing in a voice")
    checks.add_argument("files", nargs="+", type=Path)
    scores = todo.add_parser("score", help="recall and precision of what is read")
    scores.add_argument("files", nargs="*", type=Path, help="voices; without one, the sample's own")
    scores.add_argument("--seeds", nargs="+", type=int, default=[61, 62, 63])
    scores.add_argument("--customers", type=int, default=45, help="of each company")
    scores.add_argument("--head", action="store_true", help="read as the last commit does, not as this checkout")
    scores.add_argument("--misses", type=Path, help="write what was missed or false, a JSON object a line")
    scores.add_argument("--jobs", type=int, default=1, help="companies at a time")
    return parser


def checked(files: list[Path]) -> int:
    """Print the faults of each; 1 where there is any."""
    wrong = False
    for path in files:
        found = faults(path)
        wrong = wrong or bool(found)
        for sentence in found or [*(f"(no fault) {remark}" for remark in remarks(path)), "whole."]:
            print(f"{path.name}: {sentence}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
