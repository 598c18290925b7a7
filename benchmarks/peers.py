"""The environment of the peers, apart from ours: made from its own lock, made again only where that changed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path


def peers_python(root: Path) -> str:
    """The interpreter of `.venv/bench`, which holds just what `requirements-bench.txt` names."""
    home, lock = root / ".venv" / "bench", root / "requirements-bench.txt"
    python, held = home / "bin" / "python", home / f".holds-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not held.exists():
        print("setting up pandas and Polars in an environment of their own ...", flush=True)
        uv = str(root / ".venv" / "bin" / "uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(home)], check=True)
        install = [uv, "pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(lock)]
        subprocess.run(install, check=True)
        held.touch()
    return str(python)
