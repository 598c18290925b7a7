"""The sandbox of templates: what may not be is refused when it is kept, and what customers wrote is only text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.act.drafts import frame, house
from deeproot_app.act.drafts.fields import FIELDS
from deeproot_app.base.errors import UserError

EXAMPLES = {name: field.example for name, field in FIELDS.items()}
ATTACKS = [
    "{{ settings }}", "{{ settings.SECRET_KEY }}", "{{ contact.__class__ }}", "{{ contact['__class__'] }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ contact|attr('__class__') }}", "{% load static %}",
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% extends 'base.html' %}",
    "{{ 7*7 }}", "{{ 'a' ~ 'b' }}",
    "{{ 'a' * 1000000000 }}", "{{ '{0.__init__}'.format(contact) }}", "{{ '%s' % contact }}",
    "{{ '%s'|format(contact) }}",
    "{% for i in range(1000000) %}x{% endfor %}", "{% for letter in contact %}x{% endfor %}", "{{ lipsum(5) }}",
    "{{ cycler.__init__.__globals__ }}", "{{ joiner }}", "{{ namespace(a=1) }}", "{{ self }}", "{{ request }}",
    "{% set contact = 'x' %}", "{% macro m() %}{% endmacro %}", "{% call m() %}{% endcall %}",
    "{% block b %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}", "{% with a = 1 %}{% endwith %}", "{% autoescape false %}{% endautoescape %}",
    "{{ contact|map('upper') }}", "{{ contact|replace('a', 'b') }}", "{{ contact|center(10000000) }}", "{{ [1, 2] }}",
    "{{ {'a': 1} }}", "{{ contact[0] }}", "{{ contact[0:2] }}", "{{ contact is callable }}",
    "{{ -1 }}", "{{ 2 ** 99 }}",
    "{{ _ }}", "{{ contact", "{% if contact %}", "{{ contact }", "{% nonsense %}", "{{ contact|default(cycler) }}",
    "{{ 'x' in contact and config }}", "{{ " + "(" * 3_000 + "contact" + ")" * 3_000 + " }}", "x" * 20_001,
    "{{ contact.format() }}", "{{ not_a_field }}", "{{ missing }}",
]  # fmt: skip


@pytest.mark.parametrize("source", ATTACKS, ids=range(len(ATTACKS)))
def test_what_a_template_may_not_hold_is_refused_when_it_is_kept(source: str) -> None:
    with pytest.raises(UserError):
        frame.check(source)
    with pytest.raises(UserError):
        frame.render(source, EXAMPLES)


def test_a_refusal_says_the_line_and_what_is_wrong_there() -> None:
    with pytest.raises(UserError, match=r"Line 3: there is no field 'contakt'"):
        frame.check("{{ greeting }}\n\n{{ contakt }}")


@pytest.mark.parametrize(
    "value", ["{{ 7*7 }}", "{% include 'x' %}", "{{ settings }}", "{# gone #}", "<script>", "{0.x}"]
)
def test_what_customers_wrote_is_never_read_as_a_template(value: str) -> None:
    assert frame.render("“{{ need }}”", {"need": value}) == f"“{value}”"


@given(st.text(max_size=300))
def test_any_value_stands_in_the_letter_as_it_is(value: str) -> None:
    told = frame.one_line(value)
    if told:
        assert frame.render("<{{ need }}>", {"need": told}) == f"<{told}>"


@given(st.text(alphabet="{}%#| contact if else endif'\"().[]_\n", max_size=80))
def test_any_source_is_refused_with_a_sentence_or_rendered(source: str) -> None:
    try:
        frame.render(source, EXAMPLES)
    except UserError as wrong:
        assert wrong.message


def test_a_field_without_a_value_is_an_error_never_a_hole() -> None:
    with pytest.raises(frame.CannotFill, match="what we promised, as it was said"):
        frame.render("We said: {{ promise }}.", {"contact": "Jana"})
    assert frame.render("{% if promise %}{{ promise }}{% else %}Nothing.{% endif %}", {}) == "Nothing."
    assert frame.render("{{ contact|default('you') }}", {}) == "you"


def test_a_draft_far_too_long_is_refused_soon() -> None:
    begun = time.process_time()
    with pytest.raises(UserError, match="far too long"):
        frame.render("{{ need }}" * 1_500, {"need": "x" * 10_000})
    assert time.process_time() - begun < 5


def test_a_value_that_is_no_field_is_not_seen_by_the_template() -> None:
    with pytest.raises(UserError):
        frame.render("{{ password }}", {"password": "secret"})


@pytest.mark.parametrize("language", house.LANGUAGES)
def test_a_letter_of_the_house_is_for_an_occasion_that_there_is(language: str) -> None:
    assert {path.stem for path in (house.LETTERS / language).iterdir()} == set(house.OCCASIONS)


@pytest.mark.parametrize("language", house.LANGUAGES)
@pytest.mark.parametrize("occasion", house.OCCASIONS)
def test_what_comes_with_the_house_can_be_kept_and_is_whole(language: str, occasion: str) -> None:
    words = house.letters(language)[occasion]
    text = frame.render(words.subject, EXAMPLES) + frame.render(words.body, EXAMPLES)
    assert "{" not in text
    assert "\n\n\n" not in text


def test_what_only_a_person_can_say_is_told() -> None:
    assert frame.left_open("Hello,\n[Your answer]\nby [a day], [1], []") == ["[Your answer]", "[a day]"]
