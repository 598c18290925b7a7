from pathlib import Path

import pytest

from deeproot_app.channels import api
from deeproot_app.channels.shapes import Unreadable

BODY = (Path(__file__).parents[1] / "fixtures" / "interactions.json").read_bytes()
WHEN = {"received-at": "2026-06-30T12:00:00+00:00"}


def test_what_a_program_wrote_becomes_the_cells_of_a_canonical_file() -> None:
    found = api.told(BODY, WHEN, {"source": "api"})
    assert not isinstance(found, Unreadable)
    (row,) = found
    assert row.table == "interactions"
    assert row.at.isoformat() == WHEN["received-at"]
    assert row.cells["personal"] == "true"
    assert row.cells["our_seconds"] == "96.5"
    assert row.cells["interaction_id"] == "crm:4711"


def test_null_says_nothing() -> None:
    found = api.told(b'{"interactions": [{"interaction_id": "a:1", "kind": null}]}', WHEN, {"source": "api"})
    assert not isinstance(found, Unreadable)
    assert dict(found[0].cells) == {"interaction_id": "a:1"}


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b"null", b'{"interactions": 3}', b'{"interactions": [3]}'])
def test_what_is_no_request_of_ours_is_unreadable(raw: bytes) -> None:
    assert isinstance(api.told(raw, WHEN, {"source": "api"}), Unreadable)


def test_a_request_without_its_moment_is_unreadable() -> None:
    assert isinstance(api.told(BODY, {}, {"source": "api"}), Unreadable)
