"""What the tests of the import pages do in a browser: send files, read pages, press buttons."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from deeproot_app.base.jobs import run_waiting
from deeproot_app.record.models import Batch

CUSTOMERS = "customer_id,name,since\nc-elm,Elm Energy,2025-02-01\nc-fir,Fir Foods,2024-10-05\n"


def send(browser: Client, *given: tuple[str, str | bytes]) -> Any:
    """Upload files; the page that one is led to."""
    sent = [
        SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode()) for name, content in given
    ]
    return browser.post(reverse("record:upload"), {"files": sent}, follow=True)


def text(answer: Any) -> str:
    """The page as one reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(browser: Client, batch: Batch) -> str:
    return text(browser.get(reverse("record:import", args=[batch.pk])))


def counts(batch: Batch) -> tuple[int, int, int, int, int]:
    batch.refresh_from_db()
    return batch.read, batch.created, batch.updated, batch.unchanged, batch.refused


def act(browser: Client, name: str, batch: Batch, /, **data: Any) -> Any:
    """Press a button of an import's page and let the worker do what is queued."""
    answer = browser.post(reverse(f"record:{name}", args=[batch.pk]), data, follow=True)
    run_waiting()
    return answer
