"""Tests of what is read from texts where a file does not say it."""

from __future__ import annotations

from deeproot_app.record.conftest import Load, counts
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Interaction

SHORT = "interaction_id,customer_id,happened_at,channel,direction"
HEAD = f"{SHORT},subject,body"


def row(direction: str, body: str, more: str = "", subject: str = "") -> str:
    return f'mail:1,c1,2025-01-01T00:00:00Z,email,{direction},{subject},"{body}"{more}\n'


def one() -> Interaction:
    return Interaction.objects.get(pk="mail:1")


def test_words_are_counted_for_the_side_that_wrote(load: Load, base: Report) -> None:
    load({"a.csv": f"{HEAD}\n{row('in', 'Why is the last invoice higher than agreed?')}"})
    assert (one().customer_words, one().our_words) == (8, 0)
    load({"b.csv": f"{HEAD}\n{row('out', 'Three words here').replace('mail:1', 'mail:2')}"})
    found = Interaction.objects.get(pk="mail:2")
    assert (found.customer_words, found.our_words) == (0, 3)
    load({"c.csv": f"{HEAD}\n{row('both', 'Who said what').replace('mail:1', 'mail:3')}"})
    found = Interaction.objects.get(pk="mail:3")
    assert (found.customer_words, found.our_words) == (None, None)


def test_quoted_words_are_not_counted_again(load: Load, base: Report) -> None:
    body = "Yes, please.\n\nOn Mon, 5 May 2025 at 10:00, Ada wrote:\n> Shall we come on Tuesday and look at it?"
    load({"a.csv": f"{HEAD}\n{row('in', body)}"})
    assert one().customer_words == 2


def test_kind_and_question_are_read_where_not_given(load: Load, base: Report) -> None:
    load({"a.csv": f"{HEAD}\n{row('in', 'Which day suits you for the repair of the oven?')}"})
    assert (one().kind, one().needs_answer) == ("question", True)
    read = set(one().read_from_text or ())
    assert read - {"sentiment"} == {"automatic", "kind", "needs_answer", "customer_words", "our_words"}


def test_what_a_customer_feels_is_read_and_what_we_feel_is_not(load: Load, base: Report) -> None:
    angry = "This is terrible, I am very angry and deeply disappointed."
    load({"a.csv": f"{HEAD}\n{row('in', angry)}{row('out', angry).replace('mail:1', 'mail:2')}"})
    assert (one().sentiment or 0) < 0
    assert Interaction.objects.get(pk="mail:2").sentiment is None
    load({"b.csv": f"{HEAD},sentiment\n{row('in', angry, ',').replace('mail:1', 'mail:3')}"})
    assert Interaction.objects.get(pk="mail:3").sentiment is None, "a column that somebody measured is not filled up"


def test_what_is_given_is_believed(load: Load, base: Report) -> None:
    head = f"{HEAD},kind,needs_answer,customer_words,our_words,automatic,sentiment"
    load({"a.csv": f"{head}\n{row('in', 'Why is it higher?', ',praise,false,99,1,false,0.5')}"})
    found = one()
    assert (found.kind, found.needs_answer, found.customer_words, found.our_words) == ("praise", False, 99, 1)
    assert found.read_from_text is None


def test_an_empty_cell_is_read_from_the_text_and_the_rest_believed(load: Load, base: Report) -> None:
    head = f"{HEAD},kind,needs_answer,customer_words"
    load({"a.csv": f"{head}\n{row('in', 'Which day suits you?', ',,false,')}"})
    assert (one().kind, one().needs_answer, one().customer_words) == ("question", False, 4)
    assert "needs_answer" not in (one().read_from_text or ())


def test_an_automatic_message_is_told_by_its_words(load: Load, base: Report) -> None:
    body = "I am out of the office until 6 January and will answer when I return."
    load({"a.csv": f"{HEAD}\n{row('in', body, subject='Automatic reply: Invoice')}"})
    assert (one().automatic, one().needs_answer) == (True, False)


def test_a_changed_text_is_read_again_and_an_unchanged_one_is_not(load: Load, base: Report) -> None:
    load({"a.csv": f"{HEAD}\n{row('in', 'Why is the last invoice higher than agreed?')}"})
    again = load({"b.csv": f"{HEAD}\n{row('in', 'Why is the last invoice higher than agreed?')}\n"}).files[0]
    assert counts(again) == (1, 0, 0, 1, 0)
    load({"c.csv": f"{HEAD}\n{row('in', 'Many thanks!')}"})
    assert (one().kind, one().needs_answer, one().customer_words) == ("thanks", False, 2)


def test_what_a_later_file_gives_outranks_what_was_read(load: Load, base: Report) -> None:
    load({"a.csv": f"{HEAD}\n{row('in', 'Why is the last invoice higher than agreed?')}"})
    load({"b.csv": f"{SHORT},kind\nmail:1,c1,2025-01-01T00:00:00Z,email,in,complaint\n"})
    assert one().kind == "complaint"
    assert "kind" not in (one().read_from_text or ())
    load({"c.csv": f"{HEAD}\n{row('in', 'Many thanks!')}"})
    assert (one().kind, one().customer_words) == ("complaint", 2)


def test_one_word_changed_leaves_the_other_alone(load: Load, base: Report) -> None:
    load({"a.csv": f"{HEAD}\n{row('in', 'Can you come?', subject='Ovens')}"})
    load({"b.csv": f"{SHORT},subject\nmail:1,c1,2025-01-01T00:00:00Z,email,in,Stoves\n"})
    text = one().text
    assert (text.subject, text.body) == ("Stoves", "Can you come?")
