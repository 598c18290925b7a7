"""The way of a file through the pages: uploaded, looked at, tried out, imported, taken back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Audit, Job, User
from deeproot_app.record.models import Batch, Customer, FileMapping, Interaction
from deeproot_app.record.uploads import files

pytestmark = pytest.mark.django_db

CUSTOMERS = "customer_id,name,since\nc-elm,Elm Energy,2025-02-01\nc-fir,Fir Foods,2024-10-05\n"
OTHERS = (
    "Ticket,Company,Created,Way,Words\n"
    "77,Elm Energy,03.05.2026 09:15,Inbound call,Why is the meter wrong again?\n"
    "78,Fir Foods,31.05.2026 16:40,Reply,We send somebody on Monday.\n"
)


@pytest.fixture
def browser(manager: User, client_of: Callable[[User | None], Client]) -> Client:
    return client_of(manager)


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


def test_a_file_is_shown_tried_out_imported_and_taken_back(browser: Client) -> None:
    answer = send(browser, ("customers.csv", CUSTOMERS))
    batch = Batch.objects.get()
    assert "Nothing is written yet" in text(answer)
    run_waiting()
    shown = page(browser, batch)
    assert "2 created" in re.sub(r"created (\d)", r"\1 created", shown)
    assert "Elm Energy" in shown
    assert not Customer.objects.exists(), "a trial writes nothing"

    act(browser, "start", batch)
    assert counts(batch) == (2, 2, 0, 0, 0)
    assert set(Customer.objects.values_list("pk", flat=True)) == {"c-elm", "c-fir"}
    assert not list(files.folder().iterdir()), "the upload is not kept twice"

    asked = text(browser.get(reverse("record:undo", args=[batch.pk])))
    assert "What this import created goes: 2 rows" in asked
    act(browser, "undo", batch)
    assert not Customer.objects.exists()
    assert "This import was undone" in page(browser, batch)
    assert list(Audit.objects.exclude(act="sign_in").order_by("id").values_list("act", flat=True)) == [
        "record.upload", "record.import", "record.undo",
    ]  # fmt: skip


def test_the_same_file_again_says_so_and_changes_nothing(browser: Client) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    act(browser, "start", first := Batch.objects.get())
    assert "importing it again would change nothing" in text(send(browser, ("customers (1).csv", CUSTOMERS)))
    assert "it was read another way then" in text(send(browser, ("another name.csv", CUSTOMERS)))
    act(browser, "discard", Batch.objects.get(filename="another name.csv"))
    again = Batch.objects.exclude(pk=first.pk).get()
    act(browser, "start", again)
    assert counts(again) == (2, 0, 0, 2, 0)


def test_files_together_go_in_an_order_that_keeps_references_whole(browser: Client) -> None:
    interactions = "happened_at,channel,direction,customer_id,body\n2026-05-01T10:00:00Z,email,in,c-elm,Where is it?\n"
    answer = send(browser, ("a-mails.csv", interactions), ("z-customers.csv", CUSTOMERS))
    assert "2 files together" in text(answer)
    run_waiting()
    group = Batch.objects.first().group  # type: ignore[union-attr]
    shown = text(browser.get(reverse("record:together", args=[group])))
    assert shown.index("z-customers.csv") < shown.index("a-mails.csv")
    assert [Batch.objects.get(filename=name).settings["upload"]["rehearsed"]["refused"]
            for name in ("a-mails.csv", "z-customers.csv")] == [0, 0]  # fmt: skip
    act(browser, "start", Batch.objects.get(filename="a-mails.csv"))
    assert Interaction.objects.get().customer_id == "c-elm"
    assert "All of them are imported" in text(browser.get(reverse("record:together", args=[group])))


def test_where_one_file_fails_those_after_it_wait_and_can_go_on(browser: Client) -> None:
    interactions = "happened_at,channel,direction,customer_id\n2026-05-01T10:00:00Z,email,in,c-elm\n"
    send(browser, ("customers.csv", CUSTOMERS), ("mails.csv", interactions))
    customers, mails = Batch.objects.order_by("filename")
    lies = files.path_of(customers.settings["upload"]["file"])
    kept = lies.read_bytes()
    lies.unlink()
    act(browser, "start", customers)
    customers.refresh_from_db()
    mails.refresh_from_db()
    assert (customers.state, mails.state) == ("failed", "waiting")
    assert "customers.csv is no longer here; upload it again." in page(browser, customers)
    lies.write_bytes(kept)
    act(browser, "start", customers)
    assert (counts(customers)[1], counts(mails)[1]) == (2, 1)


def test_refused_rows_are_shown_with_the_reason_and_come_back_as_a_file_that_no_spreadsheet_runs(
    browser: Client,
) -> None:
    rows = "customer_id,name,since\nc-elm,Elm Energy,yesterday\n=cmd|'/c calc'!A1,,2025-01-01\nc-fir,Fir Foods,\n"
    send(browser, ("customers.csv", rows))
    run_waiting()
    batch = Batch.objects.get()
    before = page(browser, batch)
    assert "line 2" in before
    assert "&#x27;yesterday&#x27; is not an ISO 8601 time" in before
    act(browser, "start", batch)
    assert counts(batch) == (3, 1, 0, 0, 2)
    assert "Refused rows" in page(browser, batch)
    answer = browser.get(reverse("record:refused", args=[batch.pk]))
    found = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    assert found[0] == ["refused_line", "refused_column", "refused_reason", "customer_id", "name", "since"]
    assert found[1][0::3] == ["2", "c-elm"]
    assert found[2][3].startswith("'="), "a spreadsheet would run it"
    mended = b"".join(browser.get(reverse("record:refused", args=[batch.pk]))).decode()
    send(browser, ("mended.csv", mended.replace("yesterday", "2025-02-01")))
    act(browser, "start", again := Batch.objects.exclude(pk=batch.pk).get())
    assert counts(again)[1] == 1


def test_unknown_columns_are_mapped_once_and_recognised_from_then_on(browser: Client) -> None:
    answer = send(browser, ("tickets.csv", OTHERS))
    batch = Batch.objects.get()
    assert "cannot be read as it is" in text(answer)
    assert "--" not in text(answer), "no options of commands on a page"
    asked = browser.get(reverse("record:own_mapping", args=[batch.pk]), {"table": "interactions"}).content.decode()
    assert re.search(r'<option value="theirs-2" selected>Created', asked), "the time is guessed by its name"
    assert re.search(r'<option value="%d.%m.%Y %H:%M" selected', asked), "and by how it is written"
    act(browser, "own_mapping", batch, **mapped())
    assert "is read by it" in page(browser, batch) or FileMapping.objects.get().name == "Desk tickets"
    run_waiting()
    assert "2 created" in re.sub(r"created (\d)", r"\1 created", page(browser, batch))
    act(browser, "start", batch)
    assert counts(batch) == (2, 2, 0, 0, 0)
    row = Interaction.objects.get(interaction_id="desk:77")
    assert (row.customer_id, row.channel, row.direction) == ("Elm Energy", "case", "in")
    assert row.happened_at.isoformat() == "2026-05-03T09:15:00+00:00"
    assert row.needs_answer, "read from the words"

    more = OTHERS.replace("77", "79").replace("78", "80")
    send(browser, ("tickets of june.csv", more))
    act(browser, "start", Batch.objects.get(filename="tickets of june.csv"))
    assert Interaction.objects.filter(interaction_id__in=["desk:79", "desk:80"]).count() == 2


def mapped(**more: str) -> dict[str, str]:
    """What the form sends for the tickets."""
    return {
        "table": "interactions", "name": "Desk tickets", "source": "desk", "creates_customers": "on",
        "interaction_id-source": "theirs-0", "customer_id-source": "theirs-1", "happened_at-source": "theirs-2",
        "happened_at-format": "%d.%m.%Y %H:%M", "channel-source": "always", "channel-constant": "case",
        "direction-source": "theirs-3", "direction-words": "Inbound call = in\nReply = out", "body-source": "theirs-4",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"happened_at-source": ""}, "Say where happened_at comes from"),
        ({"customer_id-source": ""}, "so that we know whose they are"),
        ({"channel-constant": " "}, "channel is to be the same in every row: say what."),
        ({"direction-words": "Inbound call"}, "is not of the form: their word = our word"),
        ({"name": "../../etc/passwd"}, "has letters, digits"),
        ({"name": "x.json"}, "has letters, digits"),
        ({"name": "cdnow"}, "One of our own mappings has this name"),
        ({"source": "a:b"}, "no colon"),
    ],
)
def test_a_mapping_that_does_not_hold_together_is_not_saved(browser: Client, more: dict[str, str], says: str) -> None:
    send(browser, ("tickets.csv", OTHERS))
    answer = act(browser, "own_mapping", Batch.objects.get(), **mapped(**more))
    assert answer.status_code == 422
    assert says in text(answer)
    assert not FileMapping.objects.exists()


def test_a_saved_mapping_is_changed_under_its_name_and_forgotten(browser: Client) -> None:
    send(browser, ("tickets.csv", OTHERS))
    batch = Batch.objects.get()
    act(browser, "own_mapping", batch, **mapped())
    again = browser.get(reverse("record:own_mapping", args=[batch.pk])).content.decode()
    assert "Inbound call = in" in again
    act(browser, "own_mapping", batch, **mapped(**{"channel-constant": "call"}))
    assert FileMapping.objects.get().mapping["tables"][0]["columns"]["channel"] == {"is": "call"}
    browser.post(reverse("record:forget_mapping", args=[FileMapping.objects.get().pk]))
    assert not FileMapping.objects.exists()


def test_a_file_is_read_as_another_table_or_of_another_source(browser: Client) -> None:
    send(
        browser, ("mails.csv", "happened_at,channel,direction,customer_id,interaction_id\n2026-05-01,email,in,c-1,5\n")
    )
    batch = Batch.objects.get()
    act(browser, "choose", batch, source="outlook", creates_customers="on")
    act(browser, "start", batch)
    assert Interaction.objects.get().pk == "outlook:5"
    assert Customer.objects.get().pk == "c-1"


@pytest.mark.parametrize("way", ["table:nothing", "mapping:/etc/passwd.json", "mapping:../x.json", "x"])
def test_only_what_is_offered_can_be_chosen(browser: Client, way: str) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    batch = Batch.objects.get()
    before = batch.settings
    answer = act(browser, "choose", batch, way=way)
    batch.refresh_from_db()
    assert batch.settings["upload"]["options"] == before["upload"]["options"]
    assert "Select a valid choice" in text(answer)


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


def test_pressing_import_twice_imports_once(browser: Client) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    batch = Batch.objects.get()
    start = reverse("record:start", args=[batch.pk])
    browser.post(start)
    assert "under way already" in text(browser.post(start, follow=True))
    assert Job.objects.filter(key__startswith="import ").count() == 1
    run_waiting()
    browser.post(start)
    run_waiting()
    assert counts(batch) == (2, 2, 0, 0, 0)
    assert Audit.objects.filter(act="record.import").count() == 1


def test_what_others_built_on_cannot_be_undone_and_the_page_says_what_to_undo_first(browser: Client) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    act(browser, "start", first := Batch.objects.get())
    send(browser, ("mails.csv", "happened_at,channel,direction,customer_id\n2026-05-01,email,in,c-elm\n"))
    act(browser, "start", second := Batch.objects.exclude(pk=first.pk).get())
    says = f"(undo import {second.pk} first)"
    assert says in text(browser.get(reverse("record:undo", args=[first.pk])))
    assert says in text(act(browser, "undo", first))
    assert Customer.objects.count() == 2
    act(browser, "undo", second)
    act(browser, "undo", first)
    assert not Customer.objects.exists()


def test_progress_is_told_while_work_is_under_way_and_then_the_page_is_asked_for_anew(browser: Client) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    batch = Batch.objects.get()
    ask = reverse("record:progress", args=[batch.pk])
    told = browser.get(ask, headers={"HX-Request": "true"})
    assert "Waiting for its turn" in text(told)
    assert "Nobody is at work" in text(told), "no worker runs in a test"
    run_waiting()
    assert browser.get(ask, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_history_shows_every_import_the_latest_first_page_by_page(browser: Client, manager: User) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    act(browser, "start", done := Batch.objects.get())
    for number in range(30):
        Batch.objects.create(filename=f"old-{number}.csv", state="done", made_at=done.made_at, sha256="", source="x")
    first = text(browser.get(reverse("record:imports")))
    assert "old-29.csv" in first
    assert "customers.csv" not in first.split("Files to begin with")[0]
    link = re.search(r'href="(\?after=[^"]+)"', browser.get(reverse("record:imports")).content.decode())
    assert link is not None
    assert "customers.csv" in text(browser.get(reverse("record:imports") + link[1]))


def test_the_number_of_queries_does_not_grow_with_the_history(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    act(browser, "start", done := Batch.objects.get())
    for number in range(24):
        Batch.objects.create(filename=f"{number}.csv", group=f"g{number}", made_at=done.made_at, sha256="", source="x")
    for path in (reverse("record:imports"), reverse("record:import", args=[done.pk]), reverse("record:coverage")):
        with django_assert_max_num_queries(15):
            browser.get(path)


def test_the_examples_make_a_tiny_record_with_nothing_refused(browser: Client) -> None:
    from deeproot.tables import TABLES

    assert {path.stem for path in files.EXAMPLES.glob("*.csv")} == set(TABLES)
    fetched = [browser.get(reverse("record:example", args=[name])) for name in TABLES]
    assert all("attachment" in answer["Content-Disposition"] for answer in fetched)
    given = [(f"{name}.csv", b"".join(answer)) for name, answer in zip(TABLES, fetched, strict=True)]
    send(browser, *given)
    act(browser, "start", Batch.objects.earliest("id"))
    assert dict(Batch.objects.values_list("filename", "refused")) == {f"{name}.csv": 0 for name in TABLES}
    assert set(Batch.objects.values_list("state", flat=True)) == {"done"}
    shown = text(browser.get(reverse("record:coverage")))
    assert "1 gap" in shown
    assert "desk" in shown
    assert "gap" in text(browser.get(reverse("record:source", args=["mail"])))


def test_an_upload_without_a_file_says_what_to_do(browser: Client) -> None:
    assert "Choose one or several files first." in text(browser.post(reverse("record:upload"), follow=True))


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
