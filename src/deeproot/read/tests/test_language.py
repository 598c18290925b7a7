"""A text's language, or that it is too short to tell."""

import pytest

from deeproot.read.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Could you send me the invoice, please?", "en"),
        ("Können Sie mir bitte die Rechnung schicken?", "de"),
        ("Pouvez-vous m'envoyer la facture ?", "fr"),
        ("¿Me pueden enviar la factura?", "es"),
        ("Mi può inviare la fattura?", "it"),
        ("Você pode me enviar a fatura?", "pt"),
        ("Kunt u mij de factuur sturen?", "nl"),
        ("Kan ni skicka fakturan till mig?", "sv"),
        ("Proszę o przesłanie faktury.", "pl"),
        ("Пришлите, пожалуйста, счет", "ru"),
        ("请发给我发票", "zh"),
        ("請求書を送ってください", "ja"),
        ("송장을 보내 주세요", "ko"),
    ],
)
def test_it_tells_the_language_of_a_line(text: str, code: str) -> None:
    assert language(text).value == code


@pytest.mark.parametrize("text", ["", "1234 :-)", "XJ-900"])
def test_it_is_unsure_where_there_is_nothing_to_tell_by(text: str) -> None:
    assert language(text).value is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rechnung anbei", "de"),
        ("Facture ci-jointe", "fr"),
        ("Manca il secondo pacco", "it"),
        ("Dois lugares junto à janela", "pt"),
        ("Factuur bijgevoegd", "nl"),
        ("Uppsägning av mitt abonnemang", "sv"),
        ("Rezygnacja z abonamentu", "pl"),
        ("Tulostin on taas rikki", "fi"),
        ("İkinci paket eksik", "tr"),
    ],
)
def test_letters_tell_the_language_of_words_that_are_not_common(text: str, code: str) -> None:
    assert language(text).value == code
