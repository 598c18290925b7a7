"""What hostile, broken and unlucky uploads meet: one sentence each, nothing executed, nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import User
from deeproot_app.record.models import Batch, Customer
from deeproot_app.record.tests.pages import CUSTOMERS, act, counts, page, send, text
from deeproot_app.record.uploads import files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<img src=x onerror=alert(1)>.csv", "&lt;img src=x onerror=alert(1)&gt;.csv"),
        ("../../../etc/cron.d/evil.csv", "evil.csv"),
        ("C:\\fakepath\\customers.csv", "customers.csv"),
        ("\u202egpj.exe\u0007.csv", "gpj.exe.csv"),
        ("ünïcode 🌱 \u2028.csv", "ünïcode 🌱"),
        ("{% url 'x' %}.csv", "{% url &#x27;x&#x27; %}.csv"),
        ("a" * 900 + ".csv", "aaaa.csv"),
    ],
)
def test_names_of_files_are_only_ever_words(browser: Client, name: str, shown: str) -> None:
    answer = send(browser, (name, CUSTOMERS))
    assert answer.status_code == 200
    assert shown in answer.content.decode()
    assert "<img src=x" not in answer.content.decode()
    assert all(files.NAME.fullmatch(path.name) for path in files.folder().iterdir())
    act(browser, "discard", Batch.objects.get())
    assert not list(files.folder().iterdir())
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"\x00\x01\x02\x03" * 400, "bytes that no text has"),
        ("<b>name</b>,x\n1,2\n", "no column of the header is one of ours"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_sentence(browser: Client, content: bytes | str, says: str) -> None:
    answer = send(browser, ("thing.csv", content))
    assert says in text(answer)
    assert str(files.folder()) not in answer.content.decode(), "where it lies is nobody's business"
    assert "<b>name</b>" not in answer.content.decode()
    batch = Batch.objects.get()
    assert "cannot be read as it is" in text(act(browser, "start", batch))
    assert not Customer.objects.exists()


def test_cells_of_a_file_are_only_ever_words(browser: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    send(browser, ("customers.csv", f"customer_id,name,{evil}\nc-1,{evil},x\n{evil},,\n"))
    run_waiting()
    batch = Batch.objects.get()
    for _ in range(2):
        assert evil not in browser.get(reverse("record:import", args=[batch.pk])).content.decode()
        act(browser, "start", batch)
    assert evil not in browser.get(reverse("record:own_mapping", args=[batch.pk])).content.decode()


def test_a_full_disk_keeps_nothing_and_says_so(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 10}))
    assert "the disk has no room" in text(send(browser, ("customers.csv", CUSTOMERS)))
    assert not Batch.objects.exists()
    assert not list(files.folder().iterdir())


def test_whoever_may_no_longer_import_when_the_job_runs_imports_nothing(browser: Client, manager: User) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    batch = Batch.objects.get()
    browser.post(reverse("record:start", args=[batch.pk]))
    User.objects.filter(pk=manager.pk).update(role=User.Role.VIEWER)
    run_waiting()
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "you may not import" in batch.says
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (CUSTOMERS.encode() + b"c\x00x,Nul,2024-01-01\n", "holds a NUL"),
        (CUSTOMERS.encode() + b"c-9," + b"x" * ((8 << 20) + 1) + b",2024-01-01\n", "longer than 8 million characters"),
        (CUSTOMERS.encode() + b"c-9,Late,31.13.2024\n", "is not an ISO 8601 time"),
        (CUSTOMERS.encode() + b"c-9,Short\n", "the row has 2 cells where the header has 3"),
        (CUSTOMERS.encode() + b'c-9,"Open,2024-01-01\n', "a quotation mark is opened here and not closed"),
    ],
    ids=["nul", "endless line", "late date", "short row", "open quotation"],
)
def test_a_hostile_row_is_refused_with_its_reason_and_the_rest_comes_in(
    browser: Client, content: bytes, reason: str
) -> None:
    send(browser, ("customers.csv", content))
    run_waiting()
    batch = Batch.objects.get()
    assert reason in page(browser, batch), "said before anything is written"
    act(browser, "start", batch)
    assert counts(batch) == (3, 2, 0, 0, 1)
    assert reason in page(browser, batch)


def test_names_that_spreadsheets_would_run_are_words_here_and_harmless_in_what_comes_back(browser: Client) -> None:
    formula = "=cmd|' /C calc'!A0"
    send(browser, ("customers.csv", f'{CUSTOMERS}"C 1 😀 é","{formula}",2024-01-01\n=1+1,,2024-01-01\n'))
    batch = Batch.objects.get()
    act(browser, "start", batch)
    assert Customer.objects.get(pk="C 1 😀 é").name == formula
    refused = b"".join(browser.get(reverse("record:refused", args=[batch.pk])).streaming_content).decode()
    assert "'=1+1" in refused
    assert ",=1+1" not in refused


@pytest.mark.any_database
def test_a_header_of_ten_thousand_columns_is_shown_in_bounds(browser: Client) -> None:
    more = ",".join(f"x{at}" for at in range(10_000))
    answer = send(browser, ("customers.csv", f"customer_id,name,{more}\nc-1,Elm,{more}\n"))
    assert len(answer.content) < 3_000_000
    batch = Batch.objects.get()
    act(browser, "start", batch)
    assert counts(batch) == (1, 1, 0, 0, 0)
