"""Machines are told from people: by headers first, then by words; people's replies to machines stay people's."""

import pytest

from deeproot.read.automatic import automatic, bulk


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
        ({"auto-submitted": "auto-replied", "Subject": "Out of office: Ana"}, "out_of_office"),
        ({"Auto-Submitted": "auto-generated"}, "notification"),
        ({"Auto-Submitted": "no"}, None),
        ({"X-Autoreply": "yes"}, "auto_reply"),
        ({"Precedence": "auto_reply"}, "auto_reply"),
        ({"Content-Type": 'multipart/report; report-type="delivery-status"; boundary=x'}, "bounce"),
        ({"From": "Mail Delivery Subsystem <MAILER-DAEMON@example.org>"}, "bounce"),
        ({"X-Failed-Recipients": "a@example.org"}, "bounce"),
        ({"From": "Ana <ana@example.org>", "Precedence": "bulk"}, None),
        ({}, None),
    ],
)
def test_headers_decide_first(headers: dict[str, str], expected: str | None) -> None:
    assert automatic(headers, text="Thank you.").value == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Automatic reply: your order", "auto_reply"),
        ("Abwesenheitsnotiz", "out_of_office"),
        ("Réponse automatique : devis", "auto_reply"),
        ("Undelivered Mail Returned to Sender", "bounce"),
        ("Re: Automatic reply: your order", None),
        ("Your order", None),
    ],
)
def test_the_subject_decides_next(subject: str, expected: str | None) -> None:
    assert automatic(subject=subject).value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am out of the office until 3 June with limited access to mail.", "out_of_office"),
        ("Ich bin bis zum 3. Juni nicht im Büro.", "out_of_office"),
        ("Je suis absente du bureau jusqu'au 3 juin.", "out_of_office"),
        ("This is an automated message, please do not reply.", "notification"),
        ("Is the offer still valid?", None),
    ],
)
def test_the_words_decide_last(text: str, expected: str | None) -> None:
    assert automatic(text=text).value == expected


def test_a_mailing_is_known_by_its_headers() -> None:
    assert bulk({"List-Unsubscribe": "<mailto:x@example.org>"})
    assert not bulk({"Subject": "hello"})


def test_headers_of_any_shape_are_read() -> None:
    assert automatic({"Received": ["a", "b"], "X": 3}).value is None
