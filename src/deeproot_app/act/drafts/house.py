"""The templates that come with the house: for each occasion in each language, until somebody writes their own.

What stands in brackets only a person can say; nothing is sent while a bracket stands.
"""

# ruff: noqa: E501 - a paragraph of a letter is a line

from __future__ import annotations

from typing import Final, NamedTuple

from deeproot.plan.offers import GIVING


class Words(NamedTuple):
    """A template's subject and body."""

    subject: str
    body: str


OCCASIONS: Final = {
    "reply": "An answer to their message",
    "promise": "A word about what we promised",
    "complaint": "A complaint that went silent",
    "resource": "Something of the library for a need",
    "care": "A question, and an open ear",
    "free": "Anything else",
}
"""On which occasions we write."""
KINDS: Final = {
    "reply": "answer", "promise": "holding", "complaint": "care", "resource": "value", "care": "care", "free": "care",
}  # fmt: skip
"""What kind of touch it then is, unless its writer says otherwise."""
LANGUAGES: Final = ("en", "de", "fr", "es")


def occasion_of(reason: str, offered: bool) -> str:
    """The occasion of a reason of Today."""
    if reason in GIVING and offered:
        return "resource"
    return {
        "promise_overdue": "promise",
        "promise_due": "promise",
        "unanswered": "reply",
        "complaint_went_silent": "complaint",
    }.get(reason, "care")


HELLO: Final = {
    "en": ("Hello {name},", "Hello,"),
    "de": ("Guten Tag {name},", "Guten Tag,"),
    "fr": ("Bonjour {name},", "Bonjour,"),
    "es": ("Hola {name}:", "Hola:"),
}
BY_FIRST_NAME: Final = {"en": "Hi {name},", "de": "Hallo {name},", "fr": "Bonjour {name},", "es": "Hola {name}:"}
BYE: Final = {"en": "Kind regards", "de": "Freundliche Grüße", "fr": "Cordialement", "es": "Un cordial saludo"}
OWED: Final = {
    "en": (
        "We promised you by {day}: “{text}”. That day has passed, and I am sorry.",
        "What we promised you by {day} stands: “{text}”.",
    ),
    "de": (
        "Wir haben Ihnen bis {day} versprochen: „{text}“. Der Tag ist vorbei, und das tut mir leid.",
        "Was wir Ihnen bis {day} versprochen haben, gilt: „{text}“.",
    ),
    "fr": (
        "Nous vous avions promis pour le {day} : « {text} ». Ce jour est passé, et j’en suis désolé.",
        "Ce que nous vous avons promis pour le {day} tient toujours : « {text} ».",
    ),
    "es": (
        "Le prometimos para el {day}: «{text}». Ese día ha pasado, y lo siento.",
        "Lo que le prometimos para el {day} sigue en pie: «{text}».",
    ),
}

WORDS: Final[dict[str, dict[str, Words]]] = {
    "en": {
        "reply": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}Your message of {{ asked_on }}{% endif %}",
            """{{ greeting }}

thank you for your message of {{ asked_on }}{% if asked_about %} about “{{ asked_about }}”{% endif %}.

{% if waited_days %}
You have waited {{ waited_days }} days for an answer. I am sorry.
{% endif %}

{% if owed %}
{{ owed }}
{% endif %}

[Your answer]

[What happens next, and by when]

{{ signature }}""",
        ),
        "promise": Words(
            "What we promised for {{ promise_due }}",
            """{{ greeting }}

{{ owed }}

[Where it stands, and what stands in the way]

You will have it by [a new day that you can keep].

{{ signature }}""",
        ),
        "complaint": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}Is it solved for you?{% endif %}",
            """{{ greeting }}

on {{ asked_on }} you told us what went wrong{% if asked_about %} with “{{ asked_about }}”{% endif %}, and then we heard no more. I do not want to take that for an answer.

[What we did about it]

Is it solved for you? If not, tell me, and I will see to it.

{{ signature }}""",
        ),
        "resource": Words(
            "{{ resource }}",
            """{{ greeting }}

{% if need %}
you told us about this: “{{ need }}”. We have something for just that: {{ resource }}.
{% else %}
here is something that may be of use to you: {{ resource }}.
{% endif %}

{% if resource_says %}
{{ resource_says }}

{% endif %}
{% if resource_link %}
{{ resource_link }}

{% endif %}
There is nothing to sign and nothing to answer. If it misses the point, tell me, and I will look further.

{{ signature }}""",
        ),
        "care": Words(
            "A question to you",
            """{{ greeting }}

{% if last_spoke %}
we last spoke on {{ last_spoke }}.

{% endif %}
[What you would like to know from them, in one open question]

{{ signature }}""",
        ),
        "free": Words("[Subject]", "{{ greeting }}\n\n[Your words]\n\n{{ signature }}"),
    },
    "de": {
        "reply": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}Ihre Nachricht vom {{ asked_on }}{% endif %}",
            """{{ greeting }}

vielen Dank für Ihre Nachricht vom {{ asked_on }}{% if asked_about %} zu „{{ asked_about }}“{% endif %}.

{% if waited_days %}
Sie warten seit {{ waited_days }} Tagen auf eine Antwort. Das tut mir leid.
{% endif %}

{% if owed %}
{{ owed }}
{% endif %}

[Ihre Antwort]

[Was als Nächstes geschieht, und bis wann]

{{ signature }}""",
        ),
        "promise": Words(
            "Was wir für den {{ promise_due }} versprochen haben",
            """{{ greeting }}

{{ owed }}

[Wo es steht, und was im Wege steht]

Sie haben es bis [ein neuer Tag, den Sie halten können].

{{ signature }}""",
        ),
        "complaint": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}Ist es für Sie gelöst?{% endif %}",
            """{{ greeting }}

am {{ asked_on }} haben Sie uns gesagt, was nicht in Ordnung war{% if asked_about %} („{{ asked_about }}“){% endif %}, und dann haben wir nichts mehr gehört. Das möchte ich nicht als Antwort nehmen.

[Was wir getan haben]

Ist es für Sie gelöst? Wenn nicht, sagen Sie es mir, und ich kümmere mich darum.

{{ signature }}""",
        ),
        "resource": Words(
            "{{ resource }}",
            """{{ greeting }}

{% if need %}
Sie haben uns davon erzählt: „{{ need }}“. Genau dafür haben wir etwas: {{ resource }}.
{% else %}
hier ist etwas, das Ihnen nützen könnte: {{ resource }}.
{% endif %}

{% if resource_says %}
{{ resource_says }}

{% endif %}
{% if resource_link %}
{{ resource_link }}

{% endif %}
Sie müssen nichts unterschreiben und nichts antworten. Wenn es nicht passt, sagen Sie es mir, und ich suche weiter.

{{ signature }}""",
        ),
        "care": Words(
            "Eine Frage an Sie",
            """{{ greeting }}

{% if last_spoke %}
zuletzt haben wir am {{ last_spoke }} gesprochen.

{% endif %}
[Was Sie gern wüssten, in einer offenen Frage]

{{ signature }}""",
        ),
        "free": Words("[Betreff]", "{{ greeting }}\n\n[Ihre Worte]\n\n{{ signature }}"),
    },
    "fr": {
        "reply": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}Votre message du {{ asked_on }}{% endif %}",
            """{{ greeting }}

merci pour votre message du {{ asked_on }}{% if asked_about %} au sujet de « {{ asked_about }} »{% endif %}.

{% if waited_days %}
Vous attendez une réponse depuis {{ waited_days }} jours. Je vous prie de m’en excuser.
{% endif %}

{% if owed %}
{{ owed }}
{% endif %}

[Votre réponse]

[Ce qui se passe ensuite, et pour quand]

{{ signature }}""",
        ),
        "promise": Words(
            "Ce que nous avons promis pour le {{ promise_due }}",
            """{{ greeting }}

{{ owed }}

[Où cela en est, et ce qui fait obstacle]

Vous l’aurez pour le [un nouveau jour que vous pouvez tenir].

{{ signature }}""",
        ),
        "complaint": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}Est-ce résolu pour vous ?{% endif %}",
            """{{ greeting }}

le {{ asked_on }}, vous nous avez dit ce qui n’allait pas{% if asked_about %} (« {{ asked_about }} »){% endif %}, puis nous n’avons plus rien entendu. Je ne veux pas prendre cela pour une réponse.

[Ce que nous avons fait]

Est-ce résolu pour vous ? Sinon, dites-le-moi, et je m’en occupe.

{{ signature }}""",
        ),
        "resource": Words(
            "{{ resource }}",
            """{{ greeting }}

{% if need %}
vous nous avez parlé de ceci : « {{ need }} ». Nous avons quelque chose pour cela : {{ resource }}.
{% else %}
voici quelque chose qui pourrait vous être utile : {{ resource }}.
{% endif %}

{% if resource_says %}
{{ resource_says }}

{% endif %}
{% if resource_link %}
{{ resource_link }}

{% endif %}
Il n’y a rien à signer et rien à répondre. Si cela ne convient pas, dites-le-moi, et je chercherai encore.

{{ signature }}""",
        ),
        "care": Words(
            "Une question",
            """{{ greeting }}

{% if last_spoke %}
nous nous sommes parlé pour la dernière fois le {{ last_spoke }}.

{% endif %}
[Ce que vous aimeriez savoir, en une question ouverte]

{{ signature }}""",
        ),
        "free": Words("[Objet]", "{{ greeting }}\n\n[Vos mots]\n\n{{ signature }}"),
    },
    "es": {
        "reply": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}Su mensaje del {{ asked_on }}{% endif %}",
            """{{ greeting }}

gracias por su mensaje del {{ asked_on }}{% if asked_about %} sobre «{{ asked_about }}»{% endif %}.

{% if waited_days %}
Lleva {{ waited_days }} días esperando una respuesta. Lo siento.
{% endif %}

{% if owed %}
{{ owed }}
{% endif %}

[Su respuesta]

[Qué pasa ahora, y para cuándo]

{{ signature }}""",
        ),
        "promise": Words(
            "Lo que prometimos para el {{ promise_due }}",
            """{{ greeting }}

{{ owed }}

[En qué punto está, y qué lo impide]

Lo tendrá para el [un nuevo día que pueda cumplir].

{{ signature }}""",
        ),
        "complaint": Words(
            "{% if asked_about %}Re: {{ asked_about }}{% else %}¿Está resuelto para usted?{% endif %}",
            """{{ greeting }}

el {{ asked_on }} nos dijo qué iba mal{% if asked_about %} («{{ asked_about }}»){% endif %}, y después no supimos más. No quiero tomar eso por una respuesta.

[Lo que hemos hecho]

¿Está resuelto para usted? Si no, dígamelo y me ocupo de ello.

{{ signature }}""",
        ),
        "resource": Words(
            "{{ resource }}",
            """{{ greeting }}

{% if need %}
nos habló de esto: «{{ need }}». Tenemos algo para eso: {{ resource }}.
{% else %}
aquí tiene algo que puede serle útil: {{ resource }}.
{% endif %}

{% if resource_says %}
{{ resource_says }}

{% endif %}
{% if resource_link %}
{{ resource_link }}

{% endif %}
No hay nada que firmar ni que responder. Si no le sirve, dígamelo y sigo buscando.

{{ signature }}""",
        ),
        "care": Words(
            "Una pregunta",
            """{{ greeting }}

{% if last_spoke %}
hablamos por última vez el {{ last_spoke }}.

{% endif %}
[Lo que le gustaría saber, en una pregunta abierta]

{{ signature }}""",
        ),
        "free": Words("[Asunto]", "{{ greeting }}\n\n[Sus palabras]\n\n{{ signature }}"),
    },
}
"""language -> occasion -> words"""
