"""Whole mails, from other programs' tests and written for this project, give what their author wrote and no more."""

import tomllib
from pathlib import Path

import pytest

from deeproot.read.parts import new_text, split

HERE = Path(__file__).parent


def mails(name: str) -> list[tuple[str, str]]:
    """Each mail's text and its new part, with the passages that many share put in."""
    table = tomllib.loads((HERE / name).read_text("utf-8"))
    shared = {key: value for key, value in table.items() if key != "mail"}

    def filled(text: str) -> str:
        for key, passage in shared.items():
            text = text.replace(f"{{{key}}}", passage)
        return text

    return [(filled(mail["text"]), filled(mail["new"])) for mail in table["mail"]]


@pytest.mark.parametrize(("text", "new"), mails("mails.toml"))
def test_a_mail_of_another_programs_tests_gives_its_new_text(text: str, new: str) -> None:
    assert new_text(text).split() == new.split()


@pytest.mark.parametrize(("text", "new"), mails("structures.toml"))
def test_a_structure_gives_its_new_text(text: str, new: str) -> None:
    assert new_text(text).split() == new.split()


GMAIL = """<div dir="ltr">My answers below.<br><div class="gmail_quote"><div class="gmail_attr">On Mon, Jun 3, 2024 Max
  wrote:<br></div><blockquote class="gmail_quote"><div>How many?</div></blockquote><div>Twelve.</div>
  <blockquote class="gmail_quote"><div>When?</div><blockquote class="gmail_quote">older</blockquote>still quoted
  </blockquote><div>In June.</div></div></div>"""
FORWARDED = """<div dir="ltr">FYI<br><div class="gmail_quote"><div class="gmail_attr">---- Forwarded message ----<br>
  From: Max<br>Subject: x<br></div><div>body of it</div><blockquote class="gmail_quote">old
  </blockquote>end</div></div>"""
INDENTED = (
    """<div>Please find:<blockquote style="margin:0 0 0 40px;border:none;padding:0px">my own</blockquote></div>"""
)
THUNDERBIRD = """<p>Above.</p><div class="moz-cite-prefix">Am 03.06.24 schrieb Max:<br></div><blockquote type="cite">1?
  </blockquote><p>One.</p><blockquote type="cite">2?</blockquote><p>Two.</p>"""


@pytest.mark.parametrize(
    ("page", "new"),
    [
        (GMAIL, "My answers below. Twelve. In June."),
        (FORWARDED, "FYI"),
        (INDENTED, "Please find: my own"),
        (THUNDERBIRD, "Above. One. Two."),
    ],
)
def test_answers_between_quotations_of_a_page_are_kept(page: str, new: str) -> None:
    assert split(html=page).new.split() == new.split()


def test_a_page_of_a_million_tags_loses_no_word() -> None:
    assert split(html="<i>" * 150_000 + "the end").new == "the end"


def test_a_postscript_below_the_signature_is_the_authors() -> None:
    parts = split("It works.\n\nBest,\nAnna\n\nP.S. Send the invoice, too.")
    assert parts.new.split() == ["It", "works.", "P.S.", "Send", "the", "invoice,", "too."]
    assert parts.signature == "Best,\nAnna"


def test_windows_mail_draws_a_line_above_what_it_quotes() -> None:
    drawn = "border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid;"
    page = f'<div>I am fine.</div><div style="padding-top: 5px; {drawn}"><div>От: Max</div></div><div>And you?</div>'
    assert new_text(html=page) == "I am fine."
