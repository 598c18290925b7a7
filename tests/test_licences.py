"""Every package that a user installs may be redistributed beside Apache-2.0 code."""

from __future__ import annotations

import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL[- ]2\.0"
    r"|Mozilla Public License 2\.0|LGPL|Unlicense|0BSD|zlib)\b",
    re.IGNORECASE,
)
NOT_FREE = re.compile(r"\b(AGPL|(?<!L)GPL|SSPL|BUSL|Commons Clause|Non[- ]?Commercial|Proprietary)\b", re.IGNORECASE)


READ_BY_A_PERSON = {
    "imapclient": "BSD (3-clause) in its COPYING file; its metadata says nothing",
    "pysqlite3": "zlib licence in its LICENSE file; its metadata says nothing",
    "qrcode": "BSD and MIT texts in its LICENSE file; one classifier says Other",
}


def locked() -> list[str]:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)))


def licence(package: str) -> str:
    """What the package says of its licence: the expression, the classifiers, or the field's first line."""
    about = metadata.metadata(package)
    said = [about.get("License-Expression") or ""]
    said += [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    said += [(about.get("License") or "").split("\n", 1)[0]]
    return " | ".join(filter(None, said))


@pytest.mark.parametrize("package", locked())
def test_it_may_be_redistributed(package: str) -> None:
    try:
        said = licence(package)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package} is locked for another platform and not installed here")
    if package in READ_BY_A_PERSON:
        return
    assert FREE.search(said), f"{package} says {said!r}"
    assert not NOT_FREE.search(said), f"{package} says {said!r}"


def test_the_locks_name_no_address_and_hash_everything() -> None:
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, f"{path.name} names an address"
        pins = re.findall(r"^[A-Za-z0-9._-]+==\S+.*?(?=^[A-Za-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert pins
        assert all("--hash=sha256:" in pin for pin in pins), f"{path.name} holds a pin without a hash"


REGISTRIES = tuple(
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
"""Put together here, so that this file names none of them."""


def test_no_tracked_file_names_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if tracked.returncode:
        pytest.skip("this is no checkout of git: what is tracked cannot be told")
    paths = [ROOT / name for name in tracked.stdout.decode().split("\0") if name]
    naming = {
        str(path.relative_to(ROOT)): host
        for path in paths
        if path.is_file() and not path.is_symlink()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    }
    assert not naming
