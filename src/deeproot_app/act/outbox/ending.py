"""How to hear no more: the link that stands in a mail, and the words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from deeproot_app.act.models import Sending


def links(rows: Sequence[Sending]) -> dict[int, tuple[str, str]]:
    """For each row the address of its page, and the line under the mail that names it."""
    return {}
