"""A mail says what it was given to say, to people and to machines, and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.channels.email.parse import parse
from deeproot_app.channels.email.sending.clean import cleaned
from deeproot_app.channels.email.sending.compose import Outgoing, composed, is_international
from deeproot_app.channels.shapes import Address, Received

AT = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
HEADERS = {
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "in-reply-to", "references",
    "list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "precedence",
}  # fmt: skip


def outgoing(**more: Any) -> Outgoing:
    given: dict[str, Any] = {
        "message_id": "0f1e@oakfield.example", "at": AT, "sender": Address("ada@oakfield.example", "Ada Lund"),
        "to": Address("pat@birch.example", "Pat"), "subject": "A guide", "text": "Dear Pat,\n\nhere it is.\n",
    }  # fmt: skip
    return Outgoing(**(given | more))


def read(mail: Outgoing) -> EmailMessage:
    found = message_from_bytes(composed(mail), policy=default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def ours(mail: Outgoing) -> Received:
    """As our own reader takes it from the folder of what was sent."""
    found = parse(composed(mail))
    assert isinstance(found, Received)
    return found


def test_it_is_read_back_as_it_was_written() -> None:
    found = ours(outgoing())
    assert (found.id, found.at, found.subject) == ("0f1e@oakfield.example", AT, "A guide")
    assert (found.sender, found.to) == (
        Address("ada@oakfield.example", "Ada Lund"), (Address("pat@birch.example", "Pat"),),
    )  # fmt: skip
    assert found.body == "Dear Pat,\n\nhere it is."


def test_it_has_a_plain_and_an_html_part_that_say_the_same() -> None:
    parts = list(read(outgoing(text="See https://oakfield.example/guide?a=1&b=2, please.\n\nA < B")).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert '<a href="https://oakfield.example/guide?a=1&amp;b=2">' in parts[1].get_content()
    assert "A &lt; B" in parts[1].get_content()


def test_an_answer_stands_in_its_conversation() -> None:
    found = read(outgoing(parents=["q1@birch.example", "q2@birch.example"]))
    assert found["in-reply-to"] == "<q2@birch.example>"
    assert found["references"].split() == ["<q1@birch.example>", "<q2@birch.example>"]
    assert ours(outgoing(parents=["q1@birch.example", "q2@birch.example"])).parents[0] == "q1@birch.example"


def test_one_click_ends_it_and_machines_find_the_link_however_long() -> None:
    link = f"https://oakfield.example/u/{'a' * 300}"
    raw = composed(outgoing(unsubscribe=link, bulk=True))
    assert f"List-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in raw
    assert ours(outgoing(unsubscribe=link)).bulk


def test_a_link_without_https_is_no_one_click_link() -> None:
    found = read(outgoing(unsubscribe="http://oakfield.example/u/1"))
    assert found["list-unsubscribe"].strip() == "<http://oakfield.example/u/1>"
    assert found["list-unsubscribe-post"] is None


def test_what_nobody_decided_about_says_so() -> None:
    assert read(outgoing(automatic=True))["auto-submitted"] == "auto-generated"
    assert ours(outgoing(automatic=True)).automatic
    assert not ours(outgoing()).automatic


def test_who_we_are_stands_under_both_parts() -> None:
    for part in read(outgoing(footer=["Oakfield, 1 Street", "No more: https://oakfield.example/u"])).iter_parts():
        assert "Oakfield, 1 Street" in part.get_content()
    assert "-- \r\n" in next(iter(read(outgoing(footer=["x"])).iter_parts())).get_content()


@pytest.mark.parametrize("name", ["Ada Lünd", "王小明", "Ада", "O'Neil, Ada", 'Ada "A" Lund', "=?utf-8?q?x?=", "أدا"])
def test_names_of_any_script_stay_names(name: str) -> None:
    found = ours(outgoing(sender=Address("ada@oakfield.example", name)))
    assert found.sender == Address("ada@oakfield.example", name)


def test_an_address_of_another_alphabet_is_told_to_the_server() -> None:
    mail = outgoing(to=Address("jörg@xn--bckerei-5wa.example", "Jörg"))
    assert is_international(mail)
    assert ours(mail).to[0].value == "jörg@xn--bckerei-5wa.example"
    assert not is_international(outgoing())


HOSTILE = st.text(alphabet=st.sampled_from('a .<>"\\@,:;=?\r\n\t\0\x0b\u2028\u202eé王\ud800-'), max_size=60)


@given(subject=HOSTILE, name=HOSTILE, text=HOSTILE, parent=HOSTILE, link=HOSTILE, footer=HOSTILE)
def test_no_words_begin_another_header_or_another_part(
    subject: str, name: str, text: str, parent: str, link: str, footer: str
) -> None:
    mail = outgoing(
        subject=subject, sender=Address("ada@oakfield.example", name), text=text, parents=[parent],
        unsubscribe=link, footer=[footer],
    )  # fmt: skip
    raw = composed(mail)
    found = message_from_bytes(raw, policy=default)
    assert {name.lower() for name in found} <= HEADERS
    assert len(found.get_all("from", [])) == len(found.get_all("subject", [])) == 1
    assert ours(mail).sender is not None
    assert ours(mail).sender.value == "ada@oakfield.example"  # type: ignore[union-attr]
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


def test_html_loses_what_is_fetched_or_run_and_keeps_its_looks() -> None:
    found = cleaned(
        "<style>p{color:#333;background:url(https://x.example/t.gif)}</style><p onclick='x()'>Hi "
        "<img src='https://x.example/pixel.gif'><a href='javascript:x()'>a</a><a href='https://oakfield.example'>b</a>"
        "<script>alert(1)</script><form action='https://x.example'><input></form></p>"
    )
    assert 'style="color:#333"' in found
    assert '<a href="https://oakfield.example">b</a>' in found
    for gone in ("img", "script", "javascript", "onclick", "url(", "form", "input", "alert"):
        assert gone not in found


def test_nothing_tells_that_it_was_opened() -> None:
    raw = composed(outgoing(html="<p>Hi</p><img src='https://x.example/1.gif'>", bulk=True)).decode()
    assert "<img" not in raw
    assert "disposition-notification" not in raw.lower()
