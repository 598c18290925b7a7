"""Where this application is reached: the one base of every absolute link, never taken from a request."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def of(path: str) -> str:
    """The whole address of ``path``: on `DEEPROOT_URL`, else where `deeproot serve` last listened."""
    return f"{base()}{path}"


def base() -> str:
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    try:
        return _note().read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return "http://127.0.0.1:8000"


def note(address: str) -> None:
    """Remember where the server listens, for the commands that print links."""
    _note().write_text(address, encoding="utf-8")


def _note() -> Path:
    return Path(settings.HOME) / "address"
