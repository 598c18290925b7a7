"""The cast, the small record and one browser, for the tests that cross rooms; `postgres_url` is a plugin's.

A fixture that every module imports would be another one in each: two browsers at a time, which Playwright refuses.
"""

from deeproot_app.conftest import administrator, client_of, manager, member, small_record, stranger, viewer
from tests.browser import chromium, open_page

__all__ = [
    "administrator",
    "chromium",
    "client_of",
    "manager",
    "member",
    "open_page",
    "small_record",
    "stranger",
    "viewer",
]
