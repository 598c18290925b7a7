"""Answers to surveys, whatever tool asked: a mark, words, an address and a day, told by what their columns are called.

NPS is 0 to 10, CSAT 1 to 5, CES 1 to 7: marks are kept as they are given, save HubSpot's three of satisfaction, which
become 1, 3 and 5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from deeproot_app.record.importing.mapping import Cell, Mapping, Target
from deeproot_app.record.importing.prepare import ANYTHING
from deeproot_app.record.importing.recognise import normal

SCORES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("nps", re.compile(r"nps(_score|_rating)?|net_promoter(_score)?|.*\bnps\b.*|.*likely.*recommend.*")),
    (
        "nps",
        re.compile(
            r".*(weiterempfehlen|wahrscheinlich.*empfehl|recommanderiez|recommander.*probab|recomend(aría|ar|es)).*"
        ),
    ),
    (
        "csat",
        re.compile(r"csat(_score|_rating)?|satisfaction(_rating|_score)?|.*\bcsat\b.*|(overall,?_)?how_satisfied.*"),
    ),
    ("csat", re.compile(r".*(wie_zufrieden|satisfait|satisfech).*")),
    (
        "ces",
        re.compile(
            r"ces(_score|_rating)?|(customer_)?effort(_score)?|.*\bces\b.*|how_easy.*|.*(made|make)s?_it_easy.*"
        ),
    ),
    ("ces", re.compile(r".*(wie_einfach|facile|fácil).*")),
)
"""Columns of marks, by the kind of mark."""
PLAIN: Final = ("score", "rating", "response", "survey_response", "answer")
"""Columns of a mark whose kind another column tells."""
KIND: Final = ("survey_type", "type_of_survey", "score_kind")
ADDRESS: Final = (
    "email", "person_email", "email_address", "respondent_email", "contact_email", "customer_email", "recipient_email",
    "e_mail", "e_mail_adresse", "adresse_e_mail", "correo_electrónico", "user_email", "contact_email_address",
)  # fmt: skip
MOMENT: Final = (
    "responded_at", "response_date", "submitted_at", "submit_date_(utc)", "submit_date", "date_submitted", "end_date",
    "survey_response_submitted", "submission_date", "completed_at", "response_received_at", "response_recorded_at",
    "created_at", "createdat", "timestamp", "time", "date", "answered_at", "survey_submission_date", "date_created",
)  # fmt: skip
WORDS: Final = (
    "comment", "comments", "feedback", "follow_up", "follow_up_response", "response_feedback", "reason", "kommentar",
    "commentaire", "comentario", "verbatim", "open_text", "survey_comment", "response",
)  # fmt: skip
ASKED: Final = re.compile(
    r".*(main_reason|reason_for_your_score|why_did_you|what_is_the_reason|anything_else|improve|hauptgrund|pourquoi|motivo).*"
)
NAMES: Final = ("id", "response_id", "respondent_id", "#", "survey_response_id", "record_id", "submission_id")
TIMES: Final = (
    "iso", "%m/%d/%Y %I:%M:%S %p", "%a %b %d %Y", "%b %d, %Y %I:%M %p", "%b %d, %Y", "%Y/%m/%d %H:%M:%S",
    "%d.%m.%Y %H:%M", "%d.%m.%Y", "slashes",
)  # fmt: skip
NUMBER: Final = re.compile(r"^[0-9]+_(?=.)")
"""Formbricks puts a question's number before it: `1. How easy was it …`."""
TWO_ROWS: Final = "collector_id"
"""A column of SurveyMonkey's alone; beneath its header stands another, of the answers that one could choose."""
LABEL: Final = r"^\s*(?P<mark>-?[0-9]+(?:\.[0-9]+)?)(?:\s*(?:[-–—:/(].*|[^0-9.].*))?$"
"""The number that a mark begins with: tools write `10 - Extremely likely`, `4/5`, `7 (Promoter)`."""
UNHAPPY: Final = {
    "very unsatisfied": "1", "very dissatisfied": "1", "unsatisfied": "2", "dissatisfied": "2", "unhappy": "1",
    "neutral": "3", "neither satisfied nor dissatisfied": "3", "satisfied": "4", "happy": "5", "very satisfied": "5",
    "good": "5", "bad": "1", "great": "5", "okay": "3",
}  # fmt: skip
KINDS: Final = {
    "nps": "nps", "net promoter score": "nps", "customer loyalty": "nps", "loyalty": "nps",
    "csat": "csat", "customer satisfaction": "csat", "satisfaction": "csat",
    "ces": "ces", "customer effort": "ces", "effort": "ces", "customer support": "ces",
}  # fmt: skip
"""What tools call the kinds of surveys; the last of each line are HubSpot's."""
HUBSPOT: Final = ("sentiment", "feedback_sentiment")
"""A column that only HubSpot's answers have."""
THREE: Final = {"0": "1", "1": "3", "2": "5"}
"""HubSpot's satisfaction goes from 0 (unhappy) to 2 (happy)."""


def survey(header: Sequence[str]) -> Mapping | None:
    """The mapping that reads such a file; None where it is no file of answers: one of mark, address, day is missing."""
    names = {NUMBER.sub("", normal(name)): name for name in header if name.strip()}
    address, moment = _first(ADDRESS, names), _first(MOMENT, names)
    score, kind = _score(names)
    if address is None or moment is None or score is None or kind is None:
        return None
    words = _first(WORDS, names) or next((name for key, name in names.items() if ASKED.fullmatch(key)), None)
    columns = {
        "interaction_id": _id(names, header),
        "contact_email": Cell(address),
        "happened_at": Cell(moment, format=TIMES),
        "channel": Cell(constant="survey"),
        "direction": Cell(constant="in"),
        "score": _mark(score, kind),
        "score_kind": kind,
    }
    columns |= {"body": Cell(words)} if words and words != score else {}
    says = "Answers to a survey: each is what a customer said, with the mark it gave."
    targets = _targets(columns, kind, score, hubspot=_first(HUBSPOT, names) is not None)
    if TWO_ROWS in names:
        targets = tuple(replace(target, when={names[TWO_ROWS]: (ANYTHING,)}) for target in targets)
    return Mapping("survey", targets, says)


def _targets(columns: dict[str, Cell], kind: Cell, score: str, *, hubspot: bool) -> tuple[Target, ...]:
    """The rows as they are; of HubSpot those of satisfaction apart, for their scale is another."""
    if not hubspot or kind.column is None:
        return (Target("interactions", columns),)
    three = tuple(word for word, ours in KINDS.items() if ours == "csat")
    others = tuple(word for word, ours in KINDS.items() if ours != "csat")
    scaled = columns | {"score": Cell(score, words=UNHAPPY | THREE)}
    return (
        Target("interactions", scaled, when={kind.column: three}, counted=True),
        Target("interactions", columns, when={kind.column: others}, counted=True),
    )


def _first(wanted: Sequence[str], names: dict[str, str]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _score(names: dict[str, str]) -> tuple[str | None, Cell | None]:
    """The column of marks, and where their kind is told: by the column's name, or by another column."""
    for kind, pattern in SCORES:
        for key, name in names.items():
            if pattern.fullmatch(key):
                return name, Cell(constant=kind)
    plain, told = _first(PLAIN, names), _first(KIND, names)
    if plain is None or told is None or told == plain:
        return None, None
    return plain, Cell(told, words=KINDS)


def _mark(score: str, kind: Cell) -> Cell:
    """The mark as it is written: its number, or for satisfaction a word."""
    return Cell(score, words=UNHAPPY) if kind.constant == "csat" else Cell(score, pattern=LABEL)


def _id(names: dict[str, str], header: Sequence[str]) -> Cell:
    name = _first(NAMES, names)
    return Cell(name) if name else Cell(id_of=tuple(one for one in header if one.strip()))
