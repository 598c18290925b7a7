"""Files of others on the pages: mapped once, recognised from then on; read another way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.base.jobs import run_waiting
from deeproot_app.record.models import Batch, Customer, FileMapping, Interaction, Purchase
from deeproot_app.record.tests.pages import CUSTOMERS, act, counts, page, send, text

pytestmark = pytest.mark.django_db

DATA = Path(__file__).resolve().parents[5] / "shared" / "data"
OTHERS = (
    "Ticket,Company,Created,Way,Words\n"
    "77,Elm Energy,03.05.2026 09:15,Inbound call,Why is the meter wrong again?\n"
    "78,Fir Foods,31.05.2026 16:40,Reply,We send somebody on Monday.\n"
)


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


@pytest.mark.skipif(
    not DATA.is_dir(), reason="the data sets are not at ../shared/data; docs/importing.md tells of them"
)
def test_a_file_without_a_header_is_read_by_one_of_our_own_mappings(browser: Client) -> None:
    send(browser, ("CDNOW_sample.txt", (DATA / "CDNOW_sample.txt").read_bytes()))
    batch = Batch.objects.get()
    assert "cannot be read as it is" in page(browser, batch)
    act(browser, "choose", batch, way="mapping:cdnow")
    shown = page(browser, batch)
    assert "blanks" in shown, "its columns stand under each other"
    act(browser, "start", batch)
    assert counts(batch) == (6_919, 6_919, 0, 0, 0)
    assert batch.table == "purchases"
    assert "customers: 2357 created" in page(browser, batch)


GERMAN = (
    "Rechnungs-Nr.;Kunden-Nr.;Firma;Rechnungsdatum;Betrag (EUR);Bemerkung\n"
    "R-1;K-7;Bäckerei Müller;03.05.2026;1.250,50;per Überweisung\n"
    "R-2;K-8;Tischlerei Groß;31.05.2026;80,00;\n"
)


def test_a_german_file_with_decimal_commas_is_guessed_right(browser: Client) -> None:
    send(browser, ("Rechnungen Mai.csv", GERMAN.encode("cp1252")))
    batch = Batch.objects.get()
    url = reverse("record:own_mapping", args=[batch.pk])
    answer = browser.get(url, {"table": "purchases"})
    wishes = {form.column.name: form.initial for form in answer.context["columns"]}
    assert {name: wishes[name]["source"] for name in ("purchase_id", "customer_id", "happened_at", "amount")} == {
        "purchase_id": "theirs-0", "customer_id": "theirs-1", "happened_at": "theirs-3", "amount": "theirs-4",
    }  # fmt: skip
    assert (wishes["currency"]["source"], wishes["currency"]["constant"]) == ("always", "EUR")
    form = {f"{name}-{field}": value for name, given in wishes.items() for field, value in given.items() if value}
    act(browser, "own_mapping", batch, table="purchases", name="Rechnungen", creates_customers="on", **form)
    act(browser, "start", batch)
    assert counts(batch) == (2, 2, 0, 0, 0)
    bought = Purchase.objects.get(pk="R-1")
    assert (bought.amount_micros, bought.currency, bought.customer_id) == (1_250_500_000, "EUR", "K-7")
    assert bought.happened_at.date().isoformat() == "2026-05-03"
