"""Programs that ask, each with a token of one of the cast."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from deeproot_app.api import tokens
from deeproot_app.api.rest import rate
from deeproot_app.base import access
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF


@pytest.fixture(autouse=True)
def held_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment at which the small record is looked at; and no token has asked yet."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    rate.BUCKETS.held.clear()


class Program:
    """A program with a token."""

    def __init__(self, token: str) -> None:
        self.token, self.client = token, Client(headers={"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any = None, key: str | None = None, **headers: str) -> HttpResponse:
        more = headers | ({"Idempotency-Key": key} if key is not None else {})
        data = body if isinstance(body, (str, bytes)) else json.dumps({} if body is None else body)
        return self.client.post(f"/api/v1/{path}", data, content_type="application/json", headers=more)


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    """A program with a token of that user; of nobody for None."""

    def of(user: User | None, scopes: Iterable[str] = ("read", "write")) -> Program:
        return Program(tokens.make(access.COMMAND_LINE, user, "a test", scopes)[1] if user else "")

    return of
