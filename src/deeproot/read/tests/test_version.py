"""Who changes what is read raises the version, and tells of it."""

from __future__ import annotations

import re
from pathlib import Path

from deeproot.read import VERSION

CHANGELOG = Path(__file__).parents[4] / "CHANGELOG.md"


def test_the_version_that_reads_is_the_last_one_the_changelog_tells_of() -> None:
    told = re.findall(r"\*\*Reading, version (\d+)", CHANGELOG.read_text("utf-8"))
    assert max(map(int, told)) == VERSION
