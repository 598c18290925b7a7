"""Merging moves nothing, reads as if everything had been recorded under one id, and can be taken back to the letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.record.identity import merge as judged
from deeproot_app.record.identity.groups import unsettled
from deeproot_app.record.identity.tests.cast import T0, Tables, customer, ordered, read, rows_of
from deeproot_app.record.models import Contact, Customer, Interaction, Kind, Link, RecordSequence

IDS = ("c-a", "c-bb", "c-c", "c-dd", "c-e")
pytestmark = pytest.mark.django_db
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
pairs = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1]),
    min_size=1,
    max_size=5,
)
rows = st.tuples(*(st.integers(0, 1) for _ in IDS))
knows = st.tuples(
    *(
        st.fixed_dictionaries(
            {
                "persona": st.sampled_from([None, "Owner", "Buyer"]),
                "country": st.sampled_from([None, "NO", "DE"]),
                "since": st.sampled_from([None, T0, T0 - timedelta(days=9)]),
                "left_at": st.sampled_from([None, T0, T0 + timedelta(days=9)]),
            }
        )
        for _ in IDS
    )
)


def world(rows: tuple[int, ...], knows: tuple[dict[str, Any], ...]) -> None:
    for pk, count, told in zip(IDS, rows, knows, strict=True):
        customer(pk, **told)
        rows_of(pk, count)


def merge(one: str, into: str) -> Link:
    return judged.merge(COMMAND_LINE, Kind.CUSTOMER, one, into)


def stored() -> list[Any]:
    """All rows as they lie in the database, save who leads whom and what is to be understood anew."""
    own = Customer.objects.order_by("pk").values_list(
        "pk", "name", "persona", "country", "since", "left_at", "recorded_seq"
    )
    return [
        list(own),
        list(Contact.objects.order_by("pk").values_list("pk", "customer_id", "email")),
        list(Interaction.objects.order_by("pk").values_list("pk", "customer_id", "contact_id", "recorded_seq")),
    ]


@quick
@given(rows, knows, pairs, st.randoms())
@example(
    (1, 1, 1, 1, 1),
    ({"since": T0},) * 5,
    [("c-a", "c-bb"), ("c-c", "c-bb"), ("c-a", "c-c")],
    __import__("random").Random(1),
)
def test_merging_and_taking_it_back_is_as_if_nothing_had_been(rows: Any, knows: Any, pairs: Any, chance: Any) -> None:
    with transaction.atomic():
        world(rows, knows)
        before, there = read(), stored()
        made = list({link.pk: link for link in (merge(one, into) for one, into in pairs)}.values())
        assert stored() == there, "nothing was moved"
        chance.shuffle(made)
        for link in made:
            judged.separate(COMMAND_LINE, link.pk)
        assert read() == before
        assert not Customer.objects.filter(merged_into__isnull=False).exists()
        transaction.set_rollback(True)


@quick
@given(rows, knows, pairs)
def test_those_merged_read_as_if_recorded_under_one_id(rows: Any, knows: Any, pairs: Any) -> None:
    with transaction.atomic():
        world(rows, knows)
        apart = read()
        for one, into in pairs:
            merge(one, into)
        leaders = {one.pk: one.merged_into_id or one.pk for one in Customer.objects.all()}
        whole = read()
        assert whole == {name: ordered(as_one(name, table, leaders)) for name, table in apart.items()}
        for leader in set(leaders.values()):
            own = read([leader])
            contacts = {row["contact_id"] for row in own["contacts"]}
            for name, table in whole.items():
                key, wanted = ("contact_id", contacts) if name == "identities" else ("customer_id", {leader})
                assert own[name] == [row for row in table if key not in row or row[key] in wanted], name
        transaction.set_rollback(True)


def as_one(name: str, table: list[dict[str, Any]], leaders: dict[str, str]) -> list[dict[str, Any]]:
    """The same told anew, row by row, by the rule and not by the program."""
    if name not in ("customers", "assignments"):
        return [{**row, "customer_id": leaders[row["customer_id"]]} if row.get("customer_id") else row for row in table]
    found: dict[Any, dict[str, Any]] = {}
    for row in sorted(
        table,
        key=lambda row: (
            row["customer_id"] != leaders[row["customer_id"]],
            row.get("since") is None,
            str(row.get("since")),
            str(row.get("assigned_at")),
            row.get("arm", ""),
            row["customer_id"],
        ),
    ):
        leader = leaders[row["customer_id"]]
        key = (row.get("programme_id"), leader)
        if name == "assignments":
            if key not in found or (row["assigned_at"], row["arm"]) < (found[key]["assigned_at"], found[key]["arm"]):
                found[key] = {**row, "customer_id": leader}
            continue
        if key not in found:
            found[key] = {**row, "customer_id": leader}
            continue
        kept = found[key]
        for column in ("persona", "country", "timezone", "owner"):
            kept[column] = kept[column] if kept[column] is not None else row[column]
        kept["since"] = min((at for at in (kept["since"], row["since"]) if at), default=None)
        kept["left_at"] = max(kept["left_at"], row["left_at"]) if kept["left_at"] and row["left_at"] else None
        if "recorded_seq" in kept:
            kept["recorded_seq"] = max(kept["recorded_seq"], row["recorded_seq"])
    return list(found.values())


@quick
@given(pairs, st.randoms())
def test_links_in_any_order_lead_to_the_same(pairs: Any, chance: Any) -> None:
    views: list[Tables] = []
    for _ in range(2):
        with transaction.atomic():
            world((1,) * 5, ({},) * 5)
            for one, into in pairs:
                seq = RecordSequence.take()
                told = {"kind": Kind.CUSTOMER, "from_id": one, "into_id": into, "source": "file", "made_at": T0}
                Link.objects.get_or_create(link_id=f"{one}>{into}", defaults=told)
                judged.follow(Kind.CUSTOMER, [one], seq)
            views.append(read())
            assert unsettled(Kind.CUSTOMER) == []
            transaction.set_rollback(True)
        pairs = list(pairs)
        chance.shuffle(pairs)
    assert views[0] == views[1]


def test_merging_twice_makes_one_link(db: None) -> None:
    world((1,) * 5, ({},) * 5)
    first, again = merge("c-a", "c-bb"), merge("c-a", "c-bb")
    assert first.pk == again.pk
    assert merge("c-bb", "c-a").pk == first.pk, "the other way round they are one already"
    assert Link.objects.count() == 1


def test_a_row_that_names_an_old_id_reads_under_the_one_that_leads_and_goes_back_with_it(db: None) -> None:
    world((1,) * 5, ({},) * 5)
    link = merge("c-a", "c-bb")
    Interaction.objects.create(
        interaction_id="mail:late",
        customer_id="c-a",
        happened_at=T0,
        channel="email",
        direction="in",
        recorded_seq=RecordSequence.take(),
    )
    assert any(row["interaction_id"] == "mail:late" for row in read(["c-bb"])["interactions"])
    judged.separate(COMMAND_LINE, link.pk)
    assert any(row["interaction_id"] == "mail:late" for row in read(["c-a"])["interactions"])
    assert not any(row["interaction_id"] == "mail:late" for row in read(["c-bb"])["interactions"])


def test_an_old_id_reads_as_the_customer_that_leads_it(db: None) -> None:
    world((1,) * 5, ({},) * 5)
    merge("c-a", "c-bb")
    assert read(["c-a"]) == read(["c-bb"])


def test_taking_back_the_middle_of_a_chain_parts_it_there(db: None) -> None:
    world((0,) * 5, ({},) * 5)
    merge("c-a", "c-bb")
    middle = merge("c-bb", "c-c")
    merge("c-c", "c-dd")
    judged.separate(COMMAND_LINE, middle.pk)
    leaders = dict(Customer.objects.values_list("pk", "merged_into"))
    assert leaders == {"c-a": "c-bb", "c-bb": None, "c-c": "c-dd", "c-dd": None, "c-e": None}


def test_what_hung_together_is_understood_anew_when_it_is_merged_and_when_it_is_parted(db: None) -> None:
    world((1,) * 5, ({},) * 5)
    seq = RecordSequence.objects.get().last
    link = merge("c-a", "c-bb")
    assert set(Customer.objects.filter(changed_seq__gt=seq).values_list("pk", flat=True)) == {"c-a", "c-bb"}
    seq = RecordSequence.objects.get().last
    judged.separate(COMMAND_LINE, link.pk)
    assert set(Customer.objects.filter(changed_seq__gt=seq).values_list("pk", flat=True)) == {"c-a", "c-bb"}


def test_contacts_merge_as_customers_do(db: None) -> None:
    world((2,) * 5, ({},) * 5)
    before = read()
    Contact.objects.filter(pk="p-c-a").update(email=None)
    Contact.objects.filter(pk="p-c-bb").update(timezone="Europe/Oslo")
    without = read()
    link = judged.merge(COMMAND_LINE, Kind.CONTACT, "p-c-bb", "p-c-a")
    row = next(row for row in read()["contacts"] if row["contact_id"] == "p-c-a")
    assert (row["name"], row["email"], row["timezone"]) == ("Pat of c-a", "pat@c-bb.example", "Europe/Oslo")
    assert {row["contact_id"] for row in read()["interactions"] if row["customer_id"] == "c-bb"} == {"p-c-a"}
    judged.separate(COMMAND_LINE, link.pk)
    assert read() == without != before


def test_only_a_manager_says_who_is_one(db: None, member: User) -> None:
    world((0,) * 5, ({},) * 5)
    with pytest.raises(NotAllowed):
        judged.merge(member, Kind.CUSTOMER, "c-a", "c-bb")


def test_what_is_not_there_cannot_be_merged(db: None) -> None:
    world((0,) * 5, ({},) * 5)
    with pytest.raises(Http404):
        merge("c-a", "nobody")
    with pytest.raises(UserError, match="one and the same"):
        merge("c-a", "c-a")
