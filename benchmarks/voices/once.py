"""One company in one voice, read in a home of its own that is thrown away: a program, as settings are read once.

Takes a JSON object (``file`` or null, ``seed``, ``customers``, ``misses``: a file or null) and prints another:
``counts`` by row, ``cpu`` seconds.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def main(asked: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory(prefix="deeproot-voice-") as folder:
        os.environ |= {"DEEPROOT_HOME": f"{folder}/home", "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
        os.environ.pop("DATABASE_URL", None)
        _home(Path(folder) / "home")
        counts = scored(asked, Path(folder))
        print(json.dumps({"counts": counts, "cpu": time.process_time()}))


def _home(home: Path) -> None:
    """Begin with a database that was migrated before, where there is one."""
    import django

    home.mkdir()
    django.setup()
    from deeproot_app.base import schema
    from deeproot_app.base.tests import migrated

    migrated.put_into(home)
    schema.make_ready(lambda _: None, upgrade=True)


def scored(asked: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Tell, take in, read and count."""
    from .counts import counted
    from .held import held, take_in
    from .misses import misses
    from .ruled import ruled
    from .telling import NOW, told
    from .voice import voice

    with ruled() as rules:
        company = told(asked["file"] and voice(Path(asked["file"])), asked["seed"], asked["customers"], NOW)
    take_in(company, folder)
    found = held(company, folder)
    if asked["misses"]:
        about = {"voice": asked["file"] and Path(asked["file"]).stem, "seed": asked["seed"]}
        lines = [json.dumps({**about, **one}, ensure_ascii=False) for one in misses(found, company, rules)]
        Path(asked["misses"]).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return dict(counted(found))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
