"""Writes the generated pages of the documentation; with `--check`, says which are not fresh and changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent / "src"), str(DOCS)]

from pages import commands, measures, tables  # noqa: E402

PAGES: tuple[Callable[[], dict[str, str]], ...] = (tables.pages, measures.pages, commands.pages)
"""Each gives the pages it writes: {path below docs/: text}."""


def main(arguments: list[str]) -> int:
    wanted = {path: text for pages in PAGES for path, text in pages().items()}
    stale = [path for path, text in wanted.items() if read(DOCS / path) != text]
    orphans = [
        str(path.relative_to(DOCS))
        for path in (DOCS / "measures").glob("*.md")
        if str(path.relative_to(DOCS)) not in wanted
    ]
    if "--check" in arguments:
        for path in stale + orphans:
            print(f"docs/{path} is not fresh: run ./run docs", file=sys.stderr)
        return 1 if stale or orphans else 0
    for path in stale:
        (DOCS / path).parent.mkdir(exist_ok=True, parents=True)
        (DOCS / path).write_text(wanted[path], encoding="utf-8")
        print(f"docs/{path}")
    for path in orphans:
        (DOCS / path).unlink()
    return 0


def read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
