"""Files are taken by what they are, not by what they are called, and are given only as downloads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan.library import change, files
from deeproot_app.plan.library.sharing import shared_at
from deeproot_app.plan.models import Edition, StoredFile

pytestmark = pytest.mark.django_db


def packed(*names: str, **held: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name in names:
            made.writestr(name, held.get(name, b"x"))
    return into.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf  <HTML>",
        b"plain at first\n<script src=//evil></script>",
        b"<?xml version='1.0'?><x/>",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02",
        b"#!/bin/sh\x00",
        b"",
        packed("a.txt"),
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04 and then nothing of an archive",
    ],
)
def test_what_may_run_or_is_not_known_is_refused(data: bytes) -> None:
    with pytest.raises(UserError):
        files.store(data, "harmless.png")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "kept"),
    [
        (b"%PDF-1.7 ...", "../../etc/passwd", "passwd.pdf"),
        (b"\x89PNG\r\n\x1a\n....", "C:\\x\\logo.svg", "logo.png"),
        (b"a,b\n1,2\n", "table.csv", "table.csv"),
        (b"# Title\n", "note.md", "note.md"),
        (b"words", "run.html", "run.txt"),
        (b"words", "a\u202etxt.exe", "atxt.txt"),
        (packed("[Content_Types].xml", "word/document.xml"), "", "file.docx"),
    ],
)
def test_a_safe_file_is_kept_under_its_label_with_the_ending_of_what_it_is(data: bytes, name: str, kept: str) -> None:
    stored = files.store(data, name)
    assert stored.name == kept
    assert len(stored.key) == 32
    assert bytes(StoredFile.objects.get().data) == data


def test_a_file_larger_than_the_bound_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(UserError, match="larger"):
        files.keep(SimpleUploadedFile("a.txt", b"12345678901"))


def edition() -> Edition:
    made = change.add(COMMAND_LINE, "Ours", "guide", state="ready")
    file = files.store(b"%PDF-1.7 <script>alert(1)</script>", "ours.pdf")
    return Edition.objects.get(pk=change.add_edition(COMMAND_LINE, made.row_id, "en", "Ours", file=file).row_id)


def test_a_file_is_given_as_a_download_that_runs_nothing(member: User, client_of: Callable[..., Client]) -> None:
    answer = client_of(member).get(f"/library/files/{edition().pk}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="ours.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_shared_link_needs_no_sign_in_is_not_guessed_and_ends_when_it_is_withdrawn(client: Client) -> None:
    shared = shared_at(edition())
    assert client.get(shared).status_code == 200
    token = shared.rstrip("/").rpartition("/")[2]
    for at in range(0, len(token), 7):
        spoilt = token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :]
        assert client.get(f"/library/shared/{spoilt}/").status_code == 404
    change.retire(COMMAND_LINE, Edition.objects.get().resource_id)
    assert client.get(shared).status_code == 404


def test_a_link_to_another_site_is_given_as_it_is() -> None:
    made = change.add(COMMAND_LINE, "Ours", "link")
    change.add_edition(COMMAND_LINE, made.row_id, "en", "Ours", address="https://oakfield.example/x")
    assert shared_at(Edition.objects.get()) == "https://oakfield.example/x"
