"""The cast and the small record, for the tests that cross rooms; `postgres_url` is a plugin's (pyproject.toml)."""

from deeproot_app.conftest import administrator, client_of, manager, member, small_record, stranger, viewer

__all__ = ["administrator", "client_of", "manager", "member", "small_record", "stranger", "viewer"]
