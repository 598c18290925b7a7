"""The sample company's programmes: one that runs and asks, one that is still a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

TEMPLATE: Final = "Checking in"
WORDS: Final = {
    "en": (
        "How are you getting on?",
        "It has been a while since you heard from us. How are you getting on, and is there anything that would make "
        "your work lighter just now? A line is enough; I read every answer myself.",
    ),
    "de": (
        "Wie kommen Sie voran?",
        "Sie haben länger nichts von uns gehört. Wie kommen Sie voran, und gibt es etwas, das Ihnen die Arbeit gerade "
        "leichter machte? Eine Zeile genügt; ich lese jede Antwort selbst.",
    ),
    "fr": (
        "Où en êtes-vous ?",
        "Cela fait un moment que nous ne vous avons pas écrit. Où en êtes-vous, et qu'est-ce qui vous faciliterait le "
        "travail en ce moment ? Une ligne suffit ; je lis chaque réponse moi-même.",
    ),
    "es": (
        "¿Cómo les va?",
        "Hace tiempo que no les escribimos. ¿Cómo les va, y hay algo que ahora mismo les facilitaría el trabajo? "
        "Basta una línea; leo cada respuesta yo mismo.",
    ),
}
"""A mail in which nothing is left for a person to fill in."""
CHECK_IN: Final[dict[str, Any]] = {
    "audience": {"all": [{"of": "silent_days", "at_least": 45}, {"not": {"of": "open_cases", "at_least": 1}}]},
    "holdout": {"share": 0.2, "strata": ["persona"]},
    "steps": [
        {"id": "step-1", "do": "email", "template": TEMPLATE, "kind": "care", "approve": True},
        {"id": "step-2", "do": "wait", "days": 5},
        {"id": "step-3", "do": "call", "because": "Ask how they are, and what would help them now", "approve": False},
    ],
}
BEFORE_RENEWAL: Final[dict[str, Any]] = {
    "audience": {"of": "renews_in_days", "at_least": 60, "at_most": 120},
    "holdout": {"share": 0.1},
    "leave": {"on_reply": False, "when_gone": False, "after_days": 120},
    "steps": [
        {"id": "step-1", "do": "task", "text": "Look at what they wanted to reach with us, and how far they are"},
        {"id": "step-2", "do": "email", "template": TEMPLATE, "kind": "care", "approve": True},
    ],
}


def load(now: datetime) -> int:
    """Make both, start the first and let it go on once; gives how many customers entered it. Nothing leaves."""
    from deeproot_app.act.drafts import templates
    from deeproot_app.act.programmes.entering import enter
    from deeproot_app.act.programmes.going_on import go_on
    from deeproot_app.cli._sample import people
    from deeproot_app.plan.programmes import define

    by = people.manager()
    for language, (subject, body) in WORDS.items():
        text = "{{ greeting }}\n\n" + body + "\n\n{{ signature }}"
        templates.add(by, TEMPLATE, "care", language, subject, text, own=False)
    words = "Nobody hears nothing from us for longer than six weeks"
    running = define.start(by, define.make(by, "Check in", words, CHECK_IN).pk)
    words = "Nobody hears from us only when they are to sign again"
    define.make(by, "Well before renewal", words, BEFORE_RENEWAL)
    entered = enter(running.pk, now)
    go_on(now)
    return entered
