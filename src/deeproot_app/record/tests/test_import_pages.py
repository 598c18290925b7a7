"""The way of a file through the pages: uploaded, looked at, tried out, imported, taken back."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deeproot.tables import TABLES
from deeproot_app.base import clock
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Audit, Job, User
from deeproot_app.record.models import Batch, Customer, Interaction
from deeproot_app.record.tests.pages import CUSTOMERS, act, counts, page, send, text
from deeproot_app.record.uploads import files
from deeproot_app.record.uploads.work import throw_away_uploads

pytestmark = pytest.mark.django_db


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

    asked = text(browser.get(reverse("record:undo", args=[batch.pk]) + "?look=1"))
    assert "What this import created goes: 2 rows" in asked
    act(browser, "undo", batch)
    assert not Customer.objects.exists()
    assert "This import was undone" in page(browser, batch)
    assert list(Audit.objects.exclude(act="sign_in").order_by("id").values_list("act", flat=True)) == [
        "record.upload", "record.import", "record.undo",
    ]  # fmt: skip


def test_on_the_page_a_parquet_file_is_shown_tried_out_and_imported(browser: Client) -> None:
    content = io.BytesIO()
    pq.write_table(pa.table({"customer_id": ["c-elm", "c-fir"], "name": ["Elm Energy", "Fir Foods"]}), content)
    send(browser, ("customers.parquet", content.getvalue()))
    batch = Batch.objects.get()
    run_waiting()
    shown = page(browser, batch)
    assert "Elm Energy" in shown and "none: Parquet" in shown
    act(browser, "start", batch)
    assert counts(batch) == (2, 2, 0, 0, 0)


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
    assert says in text(browser.get(reverse("record:undo", args=[first.pk]) + "?look=1"))
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


def test_whether_it_can_be_undone_is_looked_for_after_the_page_is_there(browser: Client) -> None:
    send(browser, ("customers.csv", CUSTOMERS))
    act(browser, "start", batch := Batch.objects.get())
    asked = reverse("record:undo", args=[batch.pk])
    first = browser.get(asked).content.decode()
    assert "Undo the import" not in first
    assert 'hx-get="?look=1"' in first
    part = browser.get(f"{asked}?look=1", headers={"HX-Request": "true"}).content.decode()
    assert "Undo the import" in part
    assert "<html" not in part


def test_uploads_that_nobody_imports_go_after_a_week_with_their_files(browser: Client) -> None:
    send(browser, ("old.csv", CUSTOMERS))
    send(browser, ("queued.csv", CUSTOMERS))
    Batch.objects.update(made_at=clock.now() - timedelta(days=8))
    browser.post(reverse("record:start", args=[Batch.objects.get(filename="queued.csv").pk]))
    send(browser, ("new.csv", CUSTOMERS))
    with CaptureQueriesContext(connection) as asked:
        assert throw_away_uploads.call() == {"uploads": 1}
    reads = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    first = [next(n for n, sql in enumerate(reads) if f'FROM "{of._meta.db_table}"' in sql) for of in (Batch, Job)]
    assert first == sorted(first), "an import that is started meanwhile waits, or is seen"
    assert "FOR UPDATE" in reads[first[0]] or not connection.features.has_select_for_update
    assert set(Batch.objects.values_list("filename", flat=True)) == {"queued.csv", "new.csv"}
    assert len(list(files.folder().iterdir())) == 2
