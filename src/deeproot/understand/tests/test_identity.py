"""What two have in common is weighed and said in words; names in any script, numbers of any country, junk of nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.understand.identity import (
    LIKELY,
    Who,
    base_email,
    compare,
    folded,
    keys,
    normal_email,
    normal_phone,
)


def firm(pk: str, name: str, *emails: str, country: str | None = "DE") -> Who:
    return Who(pk, (name,), False, country, frozenset(emails), everybodys=frozenset({"gmail.com"}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Labor Spree GmbH", "LABOR SPREE"),
        ("Müßig & Söhne AG", "Mussig Sohne"),
        ("Клініка Калина", "клініка  КАЛИНА"),
        ("株式会社 小林工房", "小林工房"),
        ("O'Rourke Ltd.", "ORourke Limited"),
        ("Østby B.V.", "Østby"),
    ],
)
def test_a_name_is_the_same_without_case_accents_and_legal_form(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


def test_a_legal_form_alone_is_a_name() -> None:
    assert folded("AG") == "ag"


def test_addresses_and_numbers_are_compared_in_one_form() -> None:
    assert normal_email(" Pat@Birch.Example ") == "pat@birch.example"
    assert base_email("pat.moe+news@gmail.com") == base_email("patmoe@gmail.com")
    assert base_email("+@birch.example") == "+@birch.example"
    assert normal_phone("030 901820", "DE") == normal_phone("+49 30 901820", None) == "+4930901820"


@pytest.mark.parametrize("junk", ["", "null", "test@test.com", "noreply@birch.example", "pat", "@birch.example", "a@b"])
def test_what_is_nobodys_address_is_none(junk: str) -> None:
    assert normal_email(junk) is None


@pytest.mark.parametrize("junk", [None, "", "12", "000", "call me", "9" * 70])
def test_what_is_no_number_is_none(junk: str | None) -> None:
    assert normal_phone(junk, "DE") is None


def test_each_reason_is_said_and_weighed() -> None:
    match = compare(
        firm("a", "Labor Spree GmbH", "x@spree.example"), firm("b", "Labor Spre", "y@spree.example", country="AT")
    )
    assert {(what, how) for what, how, _ in match.evidence} == {
        ("name", "like"),
        ("domain", "same"),
        ("country", "differs"),
    }
    assert match.score > LIKELY


def test_the_same_words_turned_round_say_less_than_the_same_name() -> None:
    same, turned = (
        compare(firm("a", "Ahrtal Spree Labor"), firm("b", name))
        for name in ("Ahrtal Spree Labor AG", "Spree Ahrtal Labor")
    )
    assert same.score > LIKELY > turned.score


def test_two_people_of_one_name_are_two_until_something_else_agrees() -> None:
    one, other = (Who(pk, ("Anna Schmidt",), whose=pk) for pk in ("a", "b"))
    assert compare(one, other).score < LIKELY
    known = frozenset({"anna@spree.example"})
    assert (
        compare(Who("a", one.names, emails=known, whose="a"), Who("b", one.names, emails=known, whose="b")).score
        > LIKELY
    )


whos = st.builds(
    Who,
    st.text(min_size=1),
    st.lists(st.text(), max_size=2).map(tuple),
    st.booleans(),
    st.sampled_from([None, "DE", "NO"]),
    st.frozensets(st.sampled_from(["a@b.de", "a+x@b.de", "c@gmail.com"])),
    st.frozensets(st.sampled_from(["+4930901820", "+4722334455"])),
    st.frozensets(st.tuples(st.just("handle"), st.text(min_size=1, max_size=5))),
    st.sampled_from([None, "c1", "c2"]),
)


@settings(max_examples=150, deadline=None)
@given(whos, whos)
def test_it_does_not_matter_who_is_asked_first_whatever_their_names(one: Who, other: Who) -> None:
    other = replace(other, whose=None if one.whose is None else other.whose or "c1")
    there, back = compare(one, other), compare(other, one)
    assert there.score == pytest.approx(back.score)
    assert 0.0 <= there.score <= 1.0
    assert all(keys(who) for who in (one, other) if who.emails)
