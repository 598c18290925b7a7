"""The one router of the API. Paths are tried in the order in which they are given: one that may hold slashes last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ninja import Router

ROUTER: Final = Router()
"""One, for operations of several files share a path, and a path has one view."""


@dataclass(frozen=True)
class Tagged:
    """The router, for operations under one heading of the documentation."""

    tag: str

    def get(self, path: str, **more: Any) -> Callable[..., Any]:
        return ROUTER.get(path, tags=[self.tag], **more)

    def post(self, path: str, **more: Any) -> Callable[..., Any]:
        return ROUTER.post(path, tags=[self.tag], **more)
