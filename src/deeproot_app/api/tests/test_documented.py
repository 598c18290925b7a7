"""docs/api.md and docs/webhooks-out.md say what is so: their examples are run, their lists are whole."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ninja import Schema

from deeproot_app.api import scopes, tokens
from deeproot_app.api.mcp.tools import TOOLS
from deeproot_app.api.rest import urls as rest
from deeproot_app.api.webhooks import types
from deeproot_app.base import access
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Interaction, Promise

DOCS = Path(__file__).parents[4] / "docs"


def page(name: str) -> str:
    path = DOCS / name
    if not path.exists():
        pytest.skip("the documentation is not beside this program")
    return path.read_text(encoding="utf-8")


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_api_work_as_they_stand(understood: SmallRecord, manager: User, live_server: Any) -> None:
    if not shutil.which("curl"):
        pytest.skip("there is no curl here")
    _, token = tokens.make(access.COMMAND_LINE, manager, "docs", ["read", "write"])
    examples = [line for block in re.findall(r"```sh\n(.*?)```", page("api.md"), re.S) for line in commands(block)]
    assert len(examples) == 11
    for example in examples:
        script = f'DEEPROOT="{live_server.url}" TOKEN="{token}"\n{example} -w "\\n%{{http_code}}"'
        done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
        body, _, status = done.stdout.rpartition("\n")
        assert status in ("200", "201"), f"{example}\n{body}"
        assert json.loads(body)
    assert Interaction.objects.filter(pk="crm:4711").exists()
    assert Promise.objects.get(pk="pr-1").kept_at is not None


def test_no_two_shapes_of_the_api_have_one_name() -> None:
    shapes = [
        shape
        for module in rest.MODULES
        for shape in vars(module).values()
        if isinstance(shape, type) and issubclass(shape, Schema) and shape.__module__.startswith("deeproot_app.api")
    ]
    names = Counter(shape.__name__ for shape in set(shapes))
    assert [name for name, times in names.items() if times > 1] == [], "the document would tell of one of them alone"
    paths = rest.made()["paths"]
    keys = [parameter["name"] for parameter in paths["/api/v1/persons/export"]["post"].get("parameters", [])]
    assert keys == [], "what is not kept takes no key"


def commands(block: str) -> list[str]:
    """The commands of an example; one may go over several lines."""
    return [each.strip() for each in re.split(r"\n(?=curl )", block) if each.strip()]


def test_every_scope_every_event_and_every_tool_is_documented() -> None:
    for name in scopes.SCOPES:
        assert f"`{name}`" in page("api.md"), name
    for name in types.TYPES:
        assert f"`{name}`" in page("webhooks-out.md"), name
    for tool in TOOLS:
        assert f"`{tool.__name__}`" in page("mcp.md"), tool.__name__
