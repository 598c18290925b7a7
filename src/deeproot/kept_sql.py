"""SQL that was written once is kept on disk, where somebody says where.

Writing the SQL of a question takes Ibis a second or so; running it on one customer takes milliseconds. The library
keeps it for the life of the process. An application that starts often says ``keep_in(folder)``: what was written is
then found again by the next process, as long as neither our code nor Ibis has changed since.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import secrets
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from threading import RLock
from time import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyarrow as pa

Written = tuple[str, "pa.Schema | None"]
MONTHS: Final = 60 * 24 * 3600
"""After so many seconds without a new question, what other code wrote is thrown away."""
_folder: Path | None = None
_writing = RLock()


def keep_in(folder: Path | None) -> None:
    """Keep what is written in that folder from now on, made where needed; None: keep nothing on disk."""
    global _folder  # noqa: PLW0603 - one setting of the process, like the level of a log
    _folder = folder


def kept(question: Callable[..., Any], options: tuple[Any, ...], write: Callable[[], Written]) -> Written:
    """The SQL of ``question`` with ``options``, and the schema of its answer: found where it was kept, else written.

    Options that are not plain values are written anew each time: their names would not tell them apart.
    """
    if _folder is None or not _plain(options):
        return write()
    path = _folder / _writer(question.__module__) / f"{_key(question, options)}.json"
    if (found := _read(path)) is not None:
        return found
    with _writing:  # whoever asks the same while it is being written waits, and finds it
        if (found := _read(path)) is not None:
            return found
        written = write()
        _store(path, written)
    return written


def _plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(_plain(each) for each in value)
    return value is None or isinstance(value, str | int | float | bool)


def _writer(module: str) -> str:
    """Whose SQL it is: this code, with these libraries. Each has a folder of its own."""
    return _hash(_code(module.partition(".")[0]), _code("deeproot"), _versions())[:16]


def _key(question: Callable[..., Any], options: tuple[Any, ...]) -> str:
    return _hash(question.__module__, question.__qualname__, options)


def _hash(*told: Any) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


@functools.cache
def _code(package: str) -> str:
    """A hash of the package's own files: changed code writes other SQL."""
    found = getattr(sys.modules.get(package), "__path__", None)
    files = sorted(path for folder in found or () for path in Path(folder).rglob("*.py") if "tests" not in path.parts)
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


@functools.cache
def _versions() -> tuple[str, ...]:
    return tuple(metadata.version(name) for name in ("ibis-framework", "sqlglot", "duckdb", "pyarrow"))


def _read(path: Path) -> Written | None:
    import pyarrow as pa

    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        schema = held["schema"] and pa.ipc.read_schema(pa.py_buffer(base64.b64decode(held["schema"])))
        return str(held["sql"]), schema
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store(path: Path, written: Written) -> None:
    """Write it whole or not at all; a folder that cannot be written to is no reason to fail."""
    sql, schema = written
    held = {"sql": sql, "schema": base64.b64encode(schema.serialize()).decode() if schema is not None else None}
    fresh = path.with_name(f".{secrets.token_hex(8)}")
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _throw_away_old(path.parent)
        fresh.write_text(json.dumps(held), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()


def _throw_away_old(beside: Path) -> None:
    """Throw away what code that is long gone wrote."""
    for folder in beside.parent.iterdir():
        if folder != beside and folder.is_dir() and folder.stat().st_mtime < time() - MONTHS:
            shutil.rmtree(folder, ignore_errors=True)
