"""German, French and Spanish are read by the same rules with cues of their own."""

# ruff: noqa: DTZ001 -- a moment without an offset is UTC, as in the tables
from datetime import date, datetime

import pytest

from deeproot.read import beliefs, commitment, due, kind, needs_answer, outcome

WEDNESDAY = datetime(2026, 6, 10, 10, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir möchten unseren Vertrag kündigen.", "cancel"),
        ("Das ist schon wieder ausgefallen, das ist inakzeptabel!", "complaint"),
        ("Bitte senden Sie mir die Rechnung.", "request"),
        ("Vielen Dank für die schnelle Hilfe!", "thanks"),
        ("Nous souhaitons résilier notre contrat.", "cancel"),
        ("Comment ajouter un utilisateur ?", "question"),
        ("Nous avons dû licencier la moitié de l'équipe.", "hardship"),
        ("Queremos dar de baja el servicio.", "cancel"),
        ("¿Cómo añado un usuario?", "question"),
        ("Sería útil poder programar informes.", "feedback"),
    ],
)
def test_kinds(text: str, expected: str) -> None:
    assert kind(text).value == expected


@pytest.mark.parametrize(
    ("text", "firmness", "day"),
    [
        ("Ich schicke Ihnen das Angebot bis Freitag.", "firm", "2026-06-12"),
        ("Wir werden das bis Ende nächster Woche beheben.", "firm", "2026-06-19"),
        ("Am 3. Juli liefern wir das Modul.", "firm", "2026-07-03"),
        ("Wenn Sie mir das Protokoll senden, prüfe ich es.", "conditional", None),
        ("Ich bin am Freitag in Berlin.", "none", "2026-06-12"),
        ("Je vous enverrai le devis d'ici vendredi.", "firm", "2026-06-12"),
        ("Vous recevrez la facture sous trois jours ouvrés.", "firm", "2026-06-15"),
        ("Si vous m'envoyez le journal, je vérifierai.", "conditional", None),
        ("Le enviaré el presupuesto el viernes.", "firm", "2026-06-12"),
        ("Vamos a corregirlo a finales de la próxima semana.", "firm", "2026-06-19"),
        ("Si me envía el registro, lo revisaré.", "conditional", None),
    ],
)
def test_promises_and_their_due_days(text: str, firmness: str, day: str | None) -> None:
    assert commitment(text).value == firmness
    found = due(text, WEDNESDAY)
    assert (found.latest if found else None) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Könnten Sie mir bitte die Rechnung schicken?", True),
        ("Wir haben das gestern behoben.", False),
        ("Pourriez-vous me rappeler demain ?", True),
        ("Merci beaucoup pour votre aide.", False),
        ("Por favor, envíenme la factura.", True),
        ("Todo bien, gracias.", False),
    ],
)
def test_questions(text: str, asks: bool) -> None:
    assert needs_answer(text).value is asks


@pytest.mark.parametrize(
    ("promise", "later", "direction", "expected"),
    [
        ("Ich schicke Ihnen das Angebot bis Freitag.", "Anbei das Angebot, wie versprochen.", "out", "delivers"),
        ("Ich schicke Ihnen das Angebot.", "Leider dauert das Angebot noch etwas länger.", "out", "holding"),
        ("Wir beheben den Fehler im Export.", "Der Export funktioniert immer noch nicht.", "in", "not_solved"),
        ("Je vous enverrai le devis.", "Voici le devis, comme promis.", "out", "delivers"),
        ("Nous allons corriger l'export.", "Merci, l'export fonctionne maintenant.", "in", "confirms"),
        ("Le enviaré el presupuesto.", "Adjunto el presupuesto, como prometí.", "out", "delivers"),
    ],
)
def test_outcomes(promise: str, later: str, direction: str, expected: str) -> None:
    assert outcome(promise, later, WEDNESDAY, direction=direction).value == expected


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Unser Ziel ist es, die Kosten bis Jahresende zu halbieren.", "goal"),
        ("Nous perdons des heures à tout saisir.", "pain"),
        ("Elegimos su herramienta porque es rápida.", "origin"),
    ],
)
def test_beliefs(text: str, about: str) -> None:
    assert about in {finding.about for finding in beliefs(text)}
