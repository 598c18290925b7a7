"""What the sample library holds besides titles: texts in four languages, addresses, files, customers' words."""
# ruff: noqa: E501 - a row of a table is a line

from __future__ import annotations

from typing import Any, Final

from deeproot.sample import trade

SITE: Final = "https://library.bench.example"

SAYS: Final = """
r-01 :: What a visit looks at, chapter by chapter, on ten pages, with a box to tick for each. :: We have an audit coming and no idea where to begin. :: Our accreditation visit is in ten weeks.
r-02 :: The twelve findings that assessors write most often, and what would have spared each. :: I want to get through the visit without a major finding. :: What do the assessors look at first?
r-03 :: A one-page list that gets every signature in the week it is due. :: Before every audit I spend two weeks chasing signatures. :: Signatures are always missing when the auditor comes.
r-04 :: The standard procedures in five languages, to be copied and changed. :: My technicians need the procedures in their own language. :: Half of the team does not read English well.
r-05 :: Five days, one page each: what a new technician learns, and who shows it. :: We have somebody new every few months. :: Nobody has time to train the new technician.
r-06 :: How a group of forty writes in shared projects, with rights that hold and an owner for each page. :: We need several students to write in one project at once. :: A paper notebook leaves with a student every summer.
r-07 :: A webinar of 40 minutes: three labs tell how they left paper, week by week. :: I want all our projects off paper by the end of the year. :: We still write everything on paper.
r-08 :: How three labs name their boxes and racks, so that anybody finds a sample in under a minute. :: We lose an hour a day searching freezers by hand. :: I cannot find a method from two years ago.
r-09 :: What to count from when, and where the hours really go between receipt and result. :: Our promise is a result within 24 hours, and we keep it seven times out of ten. :: Clients ring us for results all day.
r-10 :: Which alarms deserve a call at night, and which can wait for the morning: a table to fill in. :: Nobody believes the night alarms any more. :: The alarm goes off at three in the morning although nothing is wrong.
r-11 :: A webinar of 30 minutes on how freezers fail, and the sign that each gives before. :: We lost a freezer and I never want to live through that again. :: Our freezer is old and we are nervous.
r-12 :: A month of temperatures on one page, as auditors like it. :: I need one page a month for the quality folder, not forty. :: The monthly report is far too long.
r-13 :: Which film holds at minus 80, in ethanol, in the autoclave: one table. :: Labels fall off at minus 80. :: The barcodes smudge as soon as they touch ethanol.
r-14 :: From a column of numbers to a hundred labels in two minutes. :: We need to print labels in batches, straight from the spreadsheet. :: Typing every label by hand takes an hour.
r-15 :: A calendar address: every calibration date of yours, in the calendar that you use anyway. :: Nobody here remembers the calibration dates. :: No device should be past its date at any audit.
r-16 :: Three ways to go on weighing while your balance is at the bench. :: Without our balance we stand still. :: How long will it be away?
r-17 :: What we lend, for how long, and what it costs: nothing. :: We need a loan unit while ours is away. :: Is there a replacement while it is being repaired?
r-18 :: One calibration free of charge in every year that you stay. :: Is there anything for loyal customers? :: Calibration is dear for a small workshop.
r-19 :: An evening on line: three small labs tell what they changed, and what it brought. :: We are a small lab and would like to hear from others. :: How do others keep their turnaround?
"""

IN_OTHER_LANGUAGES: Final = """
r-01 :: de :: Das Audit auf zehn Seiten :: Was geprüft wird, Kapitel für Kapitel auf zehn Seiten, mit einem Kästchen zum Abhaken.
r-01 :: fr :: L’audit en dix pages :: Ce qui est examiné, chapitre par chapitre, en dix pages, avec une case à cocher pour chacun.
r-01 :: es :: La auditoría en diez páginas :: Lo que se revisa, capítulo por capítulo, en diez páginas, con una casilla para cada punto.
r-03 :: de :: Unterschriften ohne Hinterherlaufen: eine Liste :: Eine Seite, mit der jede Unterschrift in der Woche kommt, in der sie fällig ist.
r-04 :: de :: Arbeitsanweisungen in fünf Sprachen :: Die üblichen Arbeitsanweisungen in fünf Sprachen, zum Übernehmen und Ändern.
r-04 :: fr :: Les procédures en cinq langues :: Les procédures courantes en cinq langues, à copier et à adapter.
r-04 :: es :: Procedimientos en cinco idiomas :: Los procedimientos habituales en cinco idiomas, para copiar y adaptar.
r-06 :: de :: Ein Laborbuch für vierzig Studierende :: Wie eine Gruppe von vierzig in gemeinsamen Projekten schreibt, mit klaren Rechten für jede Seite.
r-06 :: fr :: Un cahier pour quarante étudiants :: Comment un groupe de quarante écrit dans des projets communs, avec des droits clairs pour chaque page.
r-10 :: de :: Welcher Alarm einen Anruf verdient :: Welcher Alarm nachts einen Anruf verdient und welcher bis zum Morgen warten kann: eine Tabelle zum Ausfüllen.
r-10 :: fr :: Quelles alarmes méritent un appel :: Quelles alarmes méritent un appel la nuit, lesquelles attendent le matin : un tableau à remplir.
r-10 :: es :: Qué alarmas merecen una llamada :: Qué alarmas merecen una llamada de noche y cuáles esperan a la mañana: una tabla para rellenar.
r-12 :: de :: Eine Seite im Monat: ein Musterbericht :: Ein Monat Temperaturen auf einer Seite, so wie Prüfer es mögen.
r-13 :: de :: Film, Papier, Polyester: was wo hält :: Welcher Film bei minus 80 Grad hält, in Ethanol, im Autoklaven: eine Tabelle.
r-14 :: de :: Etiketten aus der Tabelle :: Von einer Spalte Nummern zu hundert Etiketten in zwei Minuten.
r-14 :: fr :: Des étiquettes depuis un tableur :: D’une colonne de numéros à cent étiquettes en deux minutes.
r-14 :: es :: Etiquetas desde una hoja de cálculo :: De una columna de números a cien etiquetas en dos minutos.
r-17 :: de :: Leihgeräte: so geht es :: Was wir verleihen, wie lange, und was es kostet: nichts.
r-17 :: fr :: Appareils de prêt : comment ça marche :: Ce que nous prêtons, pour combien de temps, et ce que cela coûte : rien.
r-17 :: es :: Equipos de préstamo: cómo funciona :: Qué prestamos, por cuánto tiempo y cuánto cuesta: nada.
"""

FILES: Final = {
    "r-03": (
        "signatures.md",
        "# Signatures without chasing\n\n- Monday: print the list of open pages\n- Tuesday: one name a page, one day a name"
        "\n- Thursday: what is missing goes to the head of the group\n- Friday: file it, sign the list\n",
    ),
    "r-10": (
        "alarms.csv",
        "alarm,at night,in the morning\nabove limit for 15 minutes,call,\ndoor open,,look\nlink lost for 2 hours,call,\n"
        "defrost cycle,,nothing\n",
    ),
    "r-13": (
        "films.csv",
        "film,minus 80,ethanol,autoclave\npaper,no,no,no\nblue film,yes,yes,no\nwhite polyester P-80,yes,yes,yes\n",
    ),
}


def library() -> list[dict[str, Any]]:
    """The library as documents: resource_id, title, kind, needs, personas, examples, state, and editions.

    Each edition has language, title, says, and an address or a file ({"name", "text"}).
    """
    said = {row[0]: row[1:] for row in _rows(SAYS)}
    others: dict[str, list[list[str]]] = {}
    for resource_id, *told in _rows(IN_OTHER_LANGUAGES):
        others.setdefault(resource_id, []).append(told)
    return [
        {
            "resource_id": (resource_id := f"r-{number:02d}"),
            "title": title,
            "kind": kind,
            "needs": [need],
            "personas": list(personas),
            "examples": said[resource_id][1:],
            "state": "ready",
            "editions": [
                _edition(resource_id, "en", title, said[resource_id][0]),
                *(_edition(resource_id, *told) for told in others.get(resource_id, ())),
            ],
        }
        for number, (title, kind, need, personas) in enumerate(trade.RESOURCES, 1)
    ]


def _edition(resource_id: str, language: str, title: str, says: str) -> dict[str, Any]:
    edition = {"language": language, "title": title, "says": says}
    if resource_id in FILES and language == "en":
        name, text = FILES[resource_id]
        return edition | {"file": {"name": name, "text": text}}
    return edition | {"address": f"{SITE}/{language}/{resource_id}"}


def _rows(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" :: ")] for line in text.strip().splitlines()]
