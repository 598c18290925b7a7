"""Runs a benchmark by name: `./run bench measures --customers 20000`. Without a name, `scale`; `list` lists them.

A benchmark is a module in this folder, or a package with a `__main__.py`, with a docstring and a `main(arguments)`; it
prints the machine, the versions, the command and the ratios against its peers, all from the same run.
"""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def benchmarks() -> dict[str, Path]:
    modules = {path.stem: path for path in HERE.glob("*.py") if path.name != "run.py" and has_main(path)}
    packages = {path.parent.name: path for path in HERE.glob("*/__main__.py")}
    return dict(sorted({**modules, **packages}.items()))


def has_main(path: Path) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name == "main" for one in read(path).body)


def read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def listed() -> str:
    lines = []
    for name, path in benchmarks().items():
        says = ast.get_docstring(read(path)) or ""
        lines.append(f"  {name:12} {says.splitlines()[0] if says else ''}")
    return "./run bench [NAME] [...]\n" + "\n".join(lines)


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0].startswith("--"):
        arguments = ["scale", *arguments]
    if arguments[0] not in benchmarks():
        print(listed())
        return 0 if arguments == ["list"] else 2
    path = benchmarks()[arguments[0]]
    sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
    sys.argv = [str(path), *arguments[1:]]
    if path.name == "__main__.py":
        sys.path.insert(0, str(HERE.parent))
        runpy.run_module(f"{HERE.name}.{path.parent.name}", run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(str(path), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
