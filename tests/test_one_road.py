"""There is one road by which anything is sent: the outbox, which asks the gate. Read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src"
SENDING = ("smtplib", "anymail", "django.core.mail", "aiosmtplib", "twilio", "sendgrid")
"""What can hand a message over to the outside."""
MAY_HAND_OVER = "deeproot_app/channels/email/sending/"
"""The transport: the only place that speaks to a mail server."""
TRANSPORT = "deeproot_app.channels.email.sending"
MAY_ASK_TRANSPORT = ("deeproot_app/act/outbox/",)
"""The outbox: the only place that uses the transport for customers."""
TO_COLLEAGUES = "deeproot_app/act/follow_up/tell.py"
"""The morning's word to our own people (`base` users) goes by the same server; it knows no customer."""
HARMLESS = ("address.", "answers.", "offered.", "server.SETTINGS")
"""What of the transport reaches nobody: how an address is written, its answers, what an account's form asks."""


@cache
def sources() -> dict[str, ast.Module]:
    """Every file of the program, taken apart: seconds of work, which only the process that runs these tests does."""
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC).as_posix()
        if "/tests/" not in name and "/migrations/" not in name and not name.endswith("conftest.py"):
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that a file imports, also inside functions, and names that look like one in `import_module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "import_module":
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


DECIDING = {f"deeproot.plan.policy{where}.{name}" for where in ("", ".decide") for name in ("decide", "decide_all")}


def test_only_the_transport_imports_what_can_send() -> None:
    found = {
        name: module
        for name, tree in sources().items()
        for module in imported(tree)
        if module.startswith(SENDING) and not name.startswith(MAY_HAND_OVER)
    }
    assert found == {}, "only channels/email/sending hands messages over"


def test_only_the_outbox_uses_the_transport() -> None:
    found = {
        (name, taken)
        for name, tree in sources().items()
        for taken in of_transport(tree)
        if not name.startswith((MAY_HAND_OVER, *MAY_ASK_TRANSPORT)) and name != TO_COLLEAGUES
    }
    assert found == set(), "ask the outbox to send"


def of_transport(tree: ast.Module) -> Iterator[str]:
    """What a file takes of the transport that could send: names under its folder, the harmless ones left out."""
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    for taken in imported(tree):
        if taken.startswith(TRANSPORT) and taken not in modules:
            rest = taken.removeprefix(f"{TRANSPORT}.")
            if not rest.startswith(HARMLESS):
                yield taken


def test_what_goes_to_colleagues_knows_no_customer() -> None:
    if TO_COLLEAGUES in sources():
        known = set(imported(sources()[TO_COLLEAGUES]))
        assert not {one for one in known if one.startswith("deeproot_app.record")}


def test_the_outbox_asks_the_gate_and_nobody_decides_beside_it() -> None:
    """`deeproot.plan.policy.decide` is called in the gate alone; whoever wants to send asks `plan.gate`."""
    deciding = {
        name
        for name, tree in sources().items()
        for module in imported(tree)
        if module in DECIDING and name.startswith("deeproot_app/")
    }
    assert {name for name in deciding if not name.startswith("deeproot_app/plan/gate/")} == set()
    asks = {
        name
        for name, tree in sources().items()
        if name.startswith("deeproot_app/act/outbox/") and "deeproot_app.plan.gate" in imported(tree)
    }
    assert asks, "the outbox asks the gate"


@pytest.mark.parametrize("line", ["import smtplib", "from django.core.mail import send_mail", "from anymail import x"])
def test_a_second_road_would_be_found(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sources(), "deeproot_app/desk/shortcut.py", ast.parse(line))
    with pytest.raises(AssertionError, match="only channels/email/sending"):
        test_only_the_transport_imports_what_can_send()


def test_a_shortcut_to_the_transport_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    shortcut = ast.parse(f"def send():\n    from {TRANSPORT} import smtp\n    smtp.hand_over()")
    monkeypatch.setitem(sources(), "deeproot_app/api/shortcut.py", shortcut)
    with pytest.raises(AssertionError, match="ask the outbox"):
        test_only_the_outbox_uses_the_transport()
