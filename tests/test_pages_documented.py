"""What must be documented is tested to be: every element stands in docs/pages.md, and on the style guide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import deeproot_app
from deeproot_app.base.templatetags.elements import register

DOCS = (Path(__file__).parents[1] / "docs" / "pages.md").read_text(encoding="utf-8")
STYLE = (Path(deeproot_app.__file__).parent / "base/templates/base/style.html").read_text(encoding="utf-8")
OF_THE_FRAME = {"again", "organisation", "sections", "most_used", "href_of"}
"""Tags that the frame alone uses."""
FRAME = OF_THE_FRAME | {"query", "search", "pager"}
"""These, and those that need the address of a real list: the style guide shows what they make."""


@pytest.mark.parametrize("name", sorted(set(register.tags) - OF_THE_FRAME))
def test_an_element_is_documented(name: str) -> None:
    assert re.search(rf"{{% {name}\b", DOCS), f"docs/pages.md has no line for {name}"


@pytest.mark.parametrize("name", sorted(set(register.tags) - FRAME))
def test_an_element_is_shown_on_the_style_guide(name: str) -> None:
    assert re.search(rf"{{% {name}\b", STYLE), f"base/templates/base/style.html does not show {name}"
