"""The words that surveys come with, in each of the languages that we write; all of them may be changed.

`{us}` stands for the company's name. The questions and scales of NPS, CSAT and CES are those that everybody asks by:
an answer can then be compared with what others got.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from deeproot_app.act.models import Question, Survey

Words = dict[str, str]
Kind = Question.Kind

SCALES: Final = {Kind.NPS: (0, 10), Kind.CSAT: (1, 5), Kind.CES: (1, 7)}
"""The lowest and the highest mark of each kind."""

NPS: Final[Words] = {
    "en": "How likely are you to recommend {us} to a friend or colleague?",
    "de": "Wie wahrscheinlich ist es, dass Sie {us} einem Freund oder Kollegen weiterempfehlen?",
    "fr": "Quelle est la probabilité que vous recommandiez {us} à un ami ou à un collègue ?",
    "es": "¿Qué probabilidad hay de que recomiende {us} a un amigo o colega?",
}
CSAT: Final[Words] = {
    "en": "How satisfied are you with your {us} experience?",
    "de": "Wie zufrieden sind Sie mit Ihren Erfahrungen mit {us}?",
    "fr": "Dans quelle mesure êtes-vous satisfait de votre expérience avec {us} ?",
    "es": "¿Qué grado de satisfacción tiene con su experiencia con {us}?",
}
CES: Final[Words] = {
    "en": "{us} makes it easy for me to get what I need.",
    "de": "{us} macht es mir leicht, zu bekommen, was ich brauche.",
    "fr": "Avec {us}, il m’est facile d’obtenir ce dont j’ai besoin.",
    "es": "{us} me pone fácil conseguir lo que necesito.",
}
WHY: Final[Words] = {
    "en": "What is the main reason for your score?",
    "de": "Was ist der wichtigste Grund für Ihre Bewertung?",
    "fr": "Quelle est la raison principale de votre note ?",
    "es": "¿Cuál es el motivo principal de su puntuación?",
}
DIFFERENTLY: Final[Words] = {
    "en": "What could we do differently?",
    "de": "Was könnten wir anders machen?",
    "fr": "Que pourrions-nous faire autrement ?",
    "es": "¿Qué podríamos hacer de otra manera?",
}
LEAVING: Final[Words] = {
    "en": "Why did you cancel your subscription?",
    "de": "Warum haben Sie Ihren Vertrag gekündigt?",
    "fr": "Pourquoi avez-vous résilié votre abonnement ?",
    "es": "¿Por qué canceló su suscripción?",
}
MORE: Final[Words] = {
    "en": "What happened, in your own words?",
    "de": "Was ist geschehen, in Ihren eigenen Worten?",
    "fr": "Que s’est-il passé, avec vos propres mots ?",
    "es": "¿Qué ocurrió, con sus propias palabras?",
}
REASONS: Final[list[dict[str, Any]]] = [
    {"id": "difficult", "words": {
        "en": "Difficult to use", "de": "Schwierig zu bedienen",
        "fr": "Difficile à utiliser", "es": "Difícil de usar"}},
    {"id": "expensive", "words": {
        "en": "It is too expensive", "de": "Es ist zu teuer", "fr": "C’est trop cher", "es": "Es demasiado caro"}},
    {"id": "missing", "words": {
        "en": "I am missing features", "de": "Mir fehlen Funktionen",
        "fr": "Il me manque des fonctionnalités", "es": "Me faltan funciones"}},
    {"id": "service", "words": {
        "en": "Poor customer service", "de": "Schlechter Kundenservice",
        "fr": "Un service client insuffisant", "es": "Mala atención al cliente"}},
    {"id": "needed", "words": {
        "en": "I do not need it any more", "de": "Ich brauche es nicht mehr",
        "fr": "Je n’en ai plus besoin", "es": "Ya no lo necesito"}},
]  # fmt: skip

ENDS: Final[dict[str, dict[str, list[str]]]] = {
    Kind.NPS: {
        "en": ["Not at all likely", "Extremely likely"],
        "de": ["Überhaupt nicht wahrscheinlich", "Äußerst wahrscheinlich"],
        "fr": ["Pas du tout probable", "Extrêmement probable"],
        "es": ["Nada probable", "Extremadamente probable"],
    },
    Kind.CSAT: {
        "en": ["Very dissatisfied", "Very satisfied"],
        "de": ["Sehr unzufrieden", "Sehr zufrieden"],
        "fr": ["Très insatisfait", "Très satisfait"],
        "es": ["Muy insatisfecho", "Muy satisfecho"],
    },
    Kind.CES: {
        "en": ["Strongly disagree", "Strongly agree"],
        "de": ["Stimme überhaupt nicht zu", "Stimme voll und ganz zu"],
        "fr": ["Pas du tout d’accord", "Tout à fait d’accord"],
        "es": ["Totalmente en desacuerdo", "Totalmente de acuerdo"],
    },
}

INTRO: Final[Words] = {
    "en": "It takes a minute. One of us reads every answer.",
    "de": "Es dauert eine Minute. Jemand von uns liest jede Antwort.",
    "fr": "Cela prend une minute. L’un de nous lit chaque réponse.",
    "es": "Le llevará un minuto. Una persona de nuestro equipo lee cada respuesta.",
}
THANKS: Final[Words] = {
    "en": "Thank you. We have your answer, and one of us reads it.",
    "de": "Danke. Wir haben Ihre Antwort, und jemand von uns liest sie.",
    "fr": "Merci. Nous avons votre réponse, et l’un de nous la lit.",
    "es": "Gracias. Tenemos su respuesta, y una persona de nuestro equipo la lee.",
}
SUBJECT: Final[Words] = {
    "en": "How are we doing?",
    "de": "Wie machen wir es?",
    "fr": "Comment faisons-nous ?",
    "es": "¿Qué tal lo hacemos?",
}
ASKS: Final[Words] = {
    "en": "we would like to know how it is to work with us. It takes a minute, and one of us reads every answer.",
    "de": "wir möchten wissen, wie es ist, mit uns zu arbeiten. Es dauert eine Minute, und jemand von uns liest jede "
    "Antwort.",
    "fr": "nous aimerions savoir comment se passe le travail avec nous. Cela prend une minute, et l’un de nous lit "
    "chaque réponse.",
    "es": "nos gustaría saber cómo es trabajar con nosotros. Le llevará un minuto, y una persona de nuestro equipo lee "
    "cada respuesta.",
}
LEAVING_SUBJECT: Final[Words] = {
    "en": "What should we have done better?",
    "de": "Was hätten wir besser machen sollen?",
    "fr": "Qu’aurions-nous dû mieux faire ?",
    "es": "¿Qué deberíamos haber hecho mejor?",
}
LEAVING_ASKS: Final[Words] = {
    "en": "you are leaving us, and we would like to learn from it. Would you tell us why? It takes a minute.",
    "de": "Sie verlassen uns, und wir möchten daraus lernen. Sagen Sie uns, warum? Es dauert eine Minute.",
    "fr": "vous nous quittez, et nous aimerions en tirer une leçon. Nous direz-vous pourquoi ? Cela prend une minute.",
    "es": "nos deja, y nos gustaría aprender de ello. ¿Nos dice por qué? Le llevará un minuto.",
}
PAGE: Final[Words] = {
    "en": "Your own page:",
    "de": "Ihre eigene Seite:",
    "fr": "Votre propre page :",
    "es": "Su propia página:",
}
"""Stands above the link in a mail."""


@dataclass(frozen=True)
class Draft:
    """One question of a template; ``after`` is the number of the question that it hangs on, from 0."""

    kind: str
    words: Words
    required: bool = False
    choices: list[dict[str, Any]] = field(default_factory=list)
    after: int | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Template:
    """What a survey begins as."""

    title: str
    says: str
    """What it is good for, to whoever chooses it."""
    kind: str
    questions: tuple[Draft, ...]
    subject: Words = field(default_factory=lambda: SUBJECT)
    asks: Words = field(default_factory=lambda: ASKS)


def _mark(kind: str, words: Words, unhappy: int) -> tuple[Draft, ...]:
    """A mark, why, and what to do differently for who gave a low one."""
    return (
        Draft(kind, words, required=True),
        Draft(Kind.TEXT, WHY, after=0),
        Draft(Kind.TEXT, DIFFERENTLY, after=0, most=unhappy),
    )


TEMPLATES: Final[dict[str, Template]] = {
    "nps": Template("Would they recommend us?", "NPS: one mark from 0 to 10, and why. For the whole relationship.",
                    Survey.Kind.NPS, _mark(Kind.NPS, NPS, 6)),
    "csat": Template("Are they satisfied?", "CSAT: one mark from 1 to 5, and why. After something they lived through.",
                     Survey.Kind.CSAT, _mark(Kind.CSAT, CSAT, 2)),
    "ces": Template("Do we make it easy?", "CES: one mark from 1 to 7, and why. After they asked us for something.",
                    Survey.Kind.CES, _mark(Kind.CES, CES, 3)),
    "leaving": Template("Why did they leave?", "One choice of reasons, and their own words.", Survey.Kind.FREE,
                        (Draft(Kind.CHOICE, LEAVING, required=True, choices=REASONS), Draft(Kind.TEXT, MORE)),
                        LEAVING_SUBJECT, LEAVING_ASKS),
    "differently": Template("What could we do differently?", "One open question, and nothing else.", Survey.Kind.FREE,
                            (Draft(Kind.TEXT, DIFFERENTLY, required=True),)),
    "empty": Template("A new survey", "Questions of your own.", Survey.Kind.FREE, ()),
}  # fmt: skip
"""What one may begin with, in the order in which it is offered."""


def said(words: dict[str, Any], language: str, fallback: str = "en") -> Any:
    """The words in a language; in the survey's own where there are none, else in any; empty where there are none."""
    for one in (language, fallback, *words):
        if words.get(one):
            return words[one]
    return ""


def of_us(words: str, company: str) -> str:
    """The words with the company's name in the place of `{us}`; as they are where it has none yet."""
    return words.replace("{us}", company) if company else words
