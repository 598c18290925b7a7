"""Our pages run under a policy without `unsafe-inline`: no template may hold an inline script, style or handler."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import deeproot_app

TEMPLATES = sorted(Path(deeproot_app.__file__).parent.glob("**/templates/**/*.html"))
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "an address of scripts": re.compile(r"javascript:", re.I),
    "code for htmx to evaluate": re.compile(r"\bhx-(on|vals=.js:|trigger=\"[^\"]*\[)", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_template_holds_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 20
