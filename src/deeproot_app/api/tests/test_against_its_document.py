"""Schemathesis asks every operation what its OpenAPI document allows, and what it forbids, and finds nothing.

Some examples each in the suite; `SCHEMATHESIS_EXAMPLES=500` asks for longer (docs/api.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from deeproot_app.api import tokens
from deeproot_app.api.rest import rate
from deeproot_app.base import access
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord

pytestmark = pytest.mark.long
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "3"))
SLOW = ("customer_mirror", "timeline")
"""What reads a customer anew takes half a second."""


@pytest.fixture
def schema(db: None) -> Iterator[Any]:
    """The document as it is served; requests leave the connection of the test open, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "BUCKETS", rate.Buckets(10**9, 10**9))


@schemathesis.hook
def filter_query(context: Any, query: Any) -> bool:
    """What is kept by customer is asked for a time of one customer only: OpenAPI has no words for that."""
    large = context.operation.definition.raw["operationId"] in ("list_interactions", "list_purchases")
    return not (large and query and {"from", "to"} & set(query) and "customer_id" not in query)


def operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def told(fault: BaseException) -> str:
    """What was found, and how to ask it again."""
    return "\n".join([str(fault)[:800], *getattr(fault, "__notes__", [])])[:1_500]


@pytest.mark.parametrize(
    "mode",
    # What the document forbids is where a database may differ; what it allows is asked of one.
    [
        schemathesis.GenerationMode.NEGATIVE,
        pytest.param(schemathesis.GenerationMode.POSITIVE, marks=pytest.mark.any_database),
    ],
    ids=lambda mode: str(mode.value),
)
def test_every_operation_answers_as_its_document_says(
    mode: Any, schema: Any, understood: SmallRecord, administrator: User, unlimited: None
) -> None:
    _, token = tokens.make(access.COMMAND_LINE, administrator, "schemathesis", ["read", "write", "persons:export"])
    asked, found = 0, {}
    for operation in operations(schema):
        name = operation.definition.raw["operationId"]

        @seed(1)
        @settings(
            max_examples=1 if name in SLOW and EXAMPLES < 50 else EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal asked
            with transaction.atomic():
                case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
                transaction.set_rollback(True)
            asked += 1

        try:
            ask()
        except BaseExceptionGroup as faults:
            found[name] = [told(fault) for fault in faults.exceptions]
        except schemathesis.core.failures.Failure as fault:
            found[name] = [told(fault)]
    assert not found, "\n\n".join(f"{name}: {said}" for name, some in found.items() for said in some)
    assert asked > 40
