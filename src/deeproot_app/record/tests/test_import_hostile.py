"""What hostile, broken and unlucky uploads meet: one sentence each, nothing executed, nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import User
from deeproot_app.record.models import Batch, Customer
from deeproot_app.record.tests.pages import CUSTOMERS, act, send, text
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
