"""Fixtures of tests that ask a mail server; a conftest.py beside them names those it wants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from deeproot_app.channels.email.tests.dovecot import NoServer, Server, server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Server]:
    """A Dovecot that lives as long as the test session; each test takes mailboxes of its own."""
    try:
        with server() as found:
            yield found
    except NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture(autouse=True)
def inner_hosts(settings: Settings) -> None:
    """This installation may ask servers on this machine."""
    settings.INNER_HOSTS = frozenset({"127.0.0.1", "localhost"})
