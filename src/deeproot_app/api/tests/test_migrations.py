"""What stood before the tables changed stands after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF

APP = "deeproot_api"


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    """The models as they were when a key was a person's; in the end all tables are as they are."""
    executor = MigrationExecutor(connection)
    executor.migrate([(APP, "0001_first")])
    yield executor.loader.project_state([(APP, "0001_first")]).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes(APP))


def test_what_was_answered_goes_to_the_token_that_its_person_used_last(before: Any, member: User, viewer: User) -> None:
    old = before.get_model(APP, "Token")
    for number, used in ((1, AS_OF), (2, AS_OF + timedelta(hours=1)), (3, None)):
        old.objects.create(
            user_id=member.pk, name=f"{number}", token_hash=f"{number}", made_at=AS_OF, last_used_at=used
        )
    for user, key in ((member, "k1"), (member, "k2"), (viewer, "k1")):
        before.get_model(APP, "Answered").objects.create(
            user_id=user.pk, key=key, request_hash="x", status=201, body="{}", made_at=AS_OF
        )
    executor = MigrationExecutor(connection)
    executor.migrate([(APP, "0002_answered_by_token")])
    now = executor.loader.project_state([(APP, "0002_answered_by_token")]).apps.get_model(APP, "Answered")
    assert sorted(now.objects.values_list("token__name", "key")) == [("2", "k1"), ("2", "k2")]
