"""A message that wants an answer is told from one that does not."""

import pytest

from deeproot.read import needs_answer


@pytest.mark.parametrize(
    "text",
    [
        "How do I add a user?",
        "Could you send me the invoice again.",
        "Please call me back.",
        "I was wondering whether the price includes support.",
        "Thanks for the file. When will the rest come?",
        "Let me know if Tuesday works.",
    ],
)
def test_a_question_or_request_needs_an_answer(text: str) -> None:
    label = needs_answer(text)
    assert label.value is True
    assert label.words[0] in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks, all sorted.",
        "Please find the invoice attached.",
        "If you have any questions, don't hesitate to contact us.",
        "We fixed it this morning.",
        "I got your letter.",
    ],
)
def test_a_statement_or_boilerplate_does_not(text: str) -> None:
    assert needs_answer(text).value is False


def test_an_automatic_message_asks_nothing() -> None:
    assert needs_answer("Can you hear me?", automatic=True).value is False


@pytest.mark.parametrize(
    "text",
    ["What counts as idling", "I'm on the lanes page, where do own lanes go", "I should be obliged for the valuation."],
)
def test_a_question_without_its_mark_asks(text: str) -> None:
    assert needs_answer(text).value
