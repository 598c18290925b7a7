"""A mail is taken apart into what its author wrote now and what stands around it, and no words are lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.parts import new_text, split
from deeproot.read.tests.growth import grows_with_its_text

HEADERS = {
    "English": "On Mon, 5 Feb 2024 at 10:15, Ana Ruiz <ana@example.org> wrote:",
    "German": "Am 05.02.2024 um 10:15 schrieb Ana Ruiz <ana@example.org>:",
    "French": "Le lun. 5 févr. 2024 à 10:15, Ana Ruiz <ana@example.org> a écrit :",
    "Spanish": "El lun, 5 feb 2024 a las 10:15, Ana Ruiz (<ana@example.org>) escribió:",
    "Italian": "Il giorno lun 5 feb 2024 alle ore 10:15 Ana Ruiz <ana@example.org> ha scritto:",
    "Portuguese": "Em seg., 5 de fev. de 2024 às 10:15, Ana Ruiz <ana@example.org> escreveu:",
    "Dutch": "Op ma 5 feb 2024 om 10:15 schreef Ana Ruiz <ana@example.org>:",
    "Swedish": "Den mån 5 feb. 2024 kl 10:15 skrev Ana Ruiz <ana@example.org>:",
    "Polish": "pon., 5 lut 2024 o 10:15 Ana Ruiz <ana@example.org> napisał(a):",
    "Russian": "пн, 5 февр. 2024 г. в 10:15, Ana Ruiz <ana@example.org> пишет:",
    "Chinese": "Ana Ruiz <ana@example.org> 于2024年2月5日周一 10:15写道：",
}
BLOCKS = {
    "English": "From: Ana Ruiz\nSent: Monday, 5 February 2024 10:15\nTo: Ben\nSubject: RE: offer",
    "German": "Von: Ana Ruiz\nGesendet: Montag, 5. Februar 2024 10:15\nAn: Ben\nBetreff: AW: Angebot",
    "French": "De : Ana Ruiz\nEnvoyé : lundi 5 février 2024 10:15\nÀ : Ben\nObjet : RE: offre",
    "Spanish": "De: Ana Ruiz\nEnviado el: lunes, 5 de febrero de 2024 10:15\nPara: Ben\nAsunto: RE: oferta",
    "Italian": "Da: Ana Ruiz\nInviato: lunedì 5 febbraio 2024 10:15\nA: Ben\nOggetto: R: offerta",
    "Portuguese": "De: Ana Ruiz\nEnviado: segunda-feira, 5 de fevereiro de 2024 10:15\nPara: Ben\nAssunto: RE: oferta",
    "Dutch": "Van: Ana Ruiz\nVerzonden: maandag 5 februari 2024 10:15\nAan: Ben\nOnderwerp: RE: offerte",
    "Swedish": "Från: Ana Ruiz\nSkickat: den 5 februari 2024 10:15\nTill: Ben\nÄmne: SV: offert",
    "Danish": "Fra: Ana Ruiz\nSendt: 5. februar 2024 10:15\nTil: Ben\nEmne: SV: tilbud",
    "Polish": "Od: Ana Ruiz\nWysłano: poniedziałek, 5 lutego 2024 10:15\nDo: Ben\nTemat: RE: oferta",
}
WRITTEN = "It works now.\nWe will tell the team."


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_it_takes_off_what_a_quote_header_introduces(header: str, mark: str) -> None:
    quoted = f"{header}\n\n{mark}Does it work?\n{mark}Please try."
    parts = split(f"{WRITTEN}\n\n{quoted}")
    assert parts.new == WRITTEN
    assert "Please try." in parts.quoted


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_it_takes_off_a_copied_header_block_and_all_below(block: str) -> None:
    assert new_text(f"{WRITTEN}\n\n{block}\n\nDoes it work?") == WRITTEN
    assert new_text(f"{WRITTEN}\n\n________________________________\n{block}\n\nDoes it work?") == WRITTEN


def test_a_header_wrapped_over_lines_is_one() -> None:
    text = f"{WRITTEN}\n\nOn Mon, 5 Feb 2024 at 10:15, Ana Ruiz with a long name\n<ana@example.org>\nwrote:\n\n> Old."
    assert new_text(text) == WRITTEN


def test_answers_between_quoted_lines_are_kept_in_order() -> None:
    assert new_text("> Did it arrive?\nYes, on Monday.\n> All of it?\nTwo parts are missing.") == (
        "Yes, on Monday.\nTwo parts are missing."
    )


def test_words_that_look_like_furniture_are_kept() -> None:
    text = "My boss wrote: never again.\nFrom: the start it was slow.\n\nThanks\nI will try it tomorrow and tell you."
    assert new_text(text) == text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAna Ruiz\nHead of Sales",
        "Best regards,\nAna Ruiz\nHead of Sales, Example Ltd\n+44 20 7946 0018",
        "Viele Grüße\nAna",
        "Cordialement,\nAna Ruiz",
        "Thanks, Ana",
        "Ana Ruiz\nExample Ltd\nwww.example.org",
        "Sent from my iPhone",
    ],
)
def test_it_takes_off_the_signature(signature: str) -> None:
    parts = split(f"Hello Ben,\n\n{WRITTEN}\n\n{signature}")
    assert parts.new == f"Hello Ben,\n\n{WRITTEN}"
    assert parts.signature == signature
    assert parts.greeting == "Hello Ben"
    assert parts.body == WRITTEN


def test_it_takes_off_banners_and_disclaimers() -> None:
    banner = "CAUTION: This email originated from outside the organisation. Do not click links."
    legal = "This e-mail is confidential and intended only for the named addressee. If you are not, please delete it."
    parts = split(f"{banner}\n\n{WRITTEN}\n\n{legal}")
    assert parts.new == WRITTEN
    assert banner in parts.disclaimer
    assert legal in parts.disclaimer


def test_html_mail_says_itself_what_is_quoted_and_signed() -> None:
    page = """<html><head><style>p {color: red}</style></head><body><div dir="ltr"><div>It works &amp; is fast.</div>
      <div><br></div><div class="gmail_signature">Ana<br>Head of Sales</div></div>
      <div class="gmail_quote"><div class="gmail_attr">Someone said:</div><blockquote>Does it?</blockquote></div>
      </body></html>"""
    parts = split(html=page)
    assert parts.new == "It works & is fast."
    assert parts.signature == "Ana\nHead of Sales"
    assert parts.quoted == "Someone said:\nDoes it?"


def test_outlook_html_is_cut_where_its_header_begins() -> None:
    page = """<div><p>It works.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt">
      <p><b>From:</b> Ana</p></div><p>Does it work?</p></div>"""
    assert split(html=page).new == "It works."


@given(st.text())
def test_every_word_stays_in_some_part(text: str) -> None:
    parts = split(text)
    together = " ".join([parts.new, parts.quoted, parts.signature, parts.disclaimer])
    assert sorted("".join(text.split())) == sorted("".join(together.split()))


@pytest.mark.parametrize(
    "piece", ["a", ">", "> a\n", "On 1 ", "wrote:", "\n", "From: x\n", "-", "<div>", "<", "<script", "<!--", "&", "@ "]
)
def test_hostile_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    assert grows_with_its_text(split, piece, 120_000)
    assert grows_with_its_text(lambda text: split(html=text + "<p>x"), piece, 120_000)


@pytest.mark.parametrize(
    "header",
    [
        "пн, 3 июн. 2024 г. в 10:00, Max Muster <max@firma.ru>:",
        "2024年6月3日(月) 10:00 Max Muster <max@kaisha.jp>:",
        "Max Muster <max@firma.de> schrieb am Mo., 3. Juni 2024, 10:00:",
        "Zitat von Max Muster <max@firma.de>:",
        "##- Please type your reply above this line -##",
        "-----Antwort Nachricht-----",
    ],
)
def test_what_follows_a_header_of_any_language_is_quoted(header):
    parts = split(f"Yes, please.\n\n{header}\n\nShall we?")
    assert parts.new == "Yes, please."
    assert "Shall we?" in parts.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Our order:\n\nFrom: Hamburg\nTo: Berlin\nDate: 3 June 2024\n\nPlease quote.",
        "We are confidential partners and privileged to work with you.",
        "Visit us:\n>>> >>> www.example.com <<<\nor call.",
        "> How many seats?\nTwelve.\n> And when?\nFrom June on.",
    ],
)
def test_what_only_looks_like_furniture_is_kept(text):
    new = split(text).new
    assert all(line in new for line in text.split("\n") if not line.startswith("> "))


def test_the_rest_of_a_wrapped_link_in_a_quotation_is_quoted():
    text = "Done.\n\nOn Monday, 24 September 2012 at 3:46 PM, bob wrote:\n\n> View it (http://example.com/a\n_nonce=3dd)\n>"
    assert split(text).new == "Done."


def test_a_name_above_a_device_is_signed_too():
    assert split("Yes\n\nAnna\n\nVon meinem iPhone gesendet").new == "Yes"


def test_a_last_paragraph_longer_than_any_signature_is_the_authors() -> None:
    text = "Short.\n\n" + "\n".join(f"-{number}- x" for number in range(40))
    assert split(text).new == text


@pytest.mark.parametrize(
    "below",
    [
        "With kind regards,\nHeike\n\nSurgery hours: Mon to Thu 8.30 to 17.30, Fri 8.30 to 13.00",
        "All good wishes from the practice,\nAdwoa",
        "With every good wish,\n林俊傑\n\nThis message is confidential and intended for the addressee only.",
    ],
)
def test_a_closing_in_ones_own_words_and_opening_hours_are_signed(below: str) -> None:
    assert new_text(f"Dear Owen,\n\nIt works again.\n\n{below}").endswith("works again.")


@pytest.mark.parametrize(
    "below",
    [
        "Kind regards,\nAnna\n\nOne more thing: the bill came twice.",
        "Kind regards,\nAnna\n\nCould you also send the bill?",
        "We need three things,\nBolts\nNuts\nScrews",
    ],
)
def test_what_is_said_below_a_name_is_kept(below: str) -> None:
    assert below.rsplit("\n", maxsplit=1)[-1] in new_text(f"Dear Owen,\n\nIt works again.\n\n{below}")


@pytest.mark.parametrize(
    "signed",
    [
        "J.",
        "Rgds/Henk\n\nHenk de Vries\nTeamleider Logistiek\nT 020 555 0123",
        "Mit freundlichen Grüßen\n\ni. A. Petra Vogel\nSachbearbeitung Einkauf",
        "Thanx & have a great day!\nLou @ Dock 3",
        "regards ken\n\nken oduya | warehouse lead | oduya freight ltd | nairobi",
        'Thank you kindly,\n\nWren\n\n"Be the change you wish to see" – Gandhi',
        "Hoping to hear from you,\n\nMrs. D. Whitlock",
    ],
)
def test_a_closing_of_its_own_sort_is_no_new_text(signed: str) -> None:
    written = "The second monitor flickers again.\n\nCould somebody look at it?"
    assert split(f"{written}\n\n{signed}").new == written


def test_an_answer_of_one_letter_stays() -> None:
    assert split("Hi Ana,\n\nB.").body == "B."


@pytest.mark.parametrize(
    "signed",
    [
        "Mind the ice\nOle",
        "i.A. Jens Petersen\nEinkauf",
        "Kind wishes from the workshop\nDr. Ada Moll\nTuner",
        "✌️\nClara",
    ],
)
def test_a_signature_is_told_by_its_shape_in_whatever_words_it_closes(signed: str) -> None:
    assert new_text(f"Dear Owen,\n\nIt works again.\n\n{signed}") == "Dear Owen,\n\nIt works again."


@pytest.mark.parametrize(
    "told", ["Please deliver to this address.\n\nAnna Berg\nStorgatan 4", "Which one?\n\nThe small one\nThe red one"]
)
def test_names_and_lines_that_were_announced_are_kept(told: str) -> None:
    assert new_text(f"Dear Owen,\n\n{told}").endswith(told)


@pytest.mark.parametrize(
    ("line", "greeting"),
    [
        ("Ahoy Tilda,", "Ahoy Tilda"),
        ("Evenin Ines:", "Evenin Ines"),
        ("A fine morning to 田中,", "A fine morning to 田中"),
    ],
)
def test_a_first_line_that_only_names_somebody_greets_in_whatever_words(line: str, greeting: str) -> None:
    parts = split(f"{line}\n\nThe ferry leaves at nine.")
    assert (parts.greeting, parts.body) == (greeting, "The ferry leaves at nine.")
    assert parts.new.startswith(line)


@pytest.mark.parametrize(
    "line", ["Where is it,", "Two crates,", "Crates for 40,", "We had Tilda,", "Nothing yet,", "Ferry late"]
)
def test_a_first_line_that_says_something_is_no_greeting(line: str) -> None:
    assert split(f"{line}\n\nand the ferry leaves at nine.").greeting == ""


def test_a_name_in_a_script_of_its_own_below_latin_words_is_signed() -> None:
    assert split("The ferry leaves at nine.\n\nFair winds\n김하늘").body == "The ferry leaves at nine."
    assert split("The ferry leaves at nine.\n\nשירה").body == "The ferry leaves at nine."
    assert split("The ferry leaves at nine.\n\nFair winds and a following sea to all of you there,\nअनन्या").signature
    assert split("金曜日に送ります。\n\nありがとう").body.endswith("ありがとう")
    assert split("Hello,\n\nשירה").body == "שירה"
