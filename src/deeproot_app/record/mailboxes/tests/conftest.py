"""Mailboxes on a real mail server, and the people whose mails are in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deeproot_app.channels.email.tests.dovecot import PASSWORD
from deeproot_app.channels.email.tests.servers import dovecot, inner_hosts
from deeproot_app.record.mailboxes.tests.made import connect, people_of
from deeproot_app.record.models import Connection

__all__ = ["dovecot", "inner_hosts"]

Connected = Callable[..., Connection]


@pytest.fixture
def people(db: None) -> None:
    """Oakfield's Ada and Ben, and fifty customers with a contact each."""
    people_of()


@pytest.fixture
def connected(people: None) -> Connected:
    """Connects a mailbox: `connected(port, "ada")`."""

    def make(port: int, user: str, **settings: str) -> Connection:
        return connect(user, PASSWORD, {"port": port} | settings)

    return make
