"""What the tests of the import pages share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from deeproot_app.base.models import User


@pytest.fixture
def browser(manager: User, client_of: Callable[[User | None], Client]) -> Client:
    """The browser of a manager, who may import."""
    return client_of(manager)
