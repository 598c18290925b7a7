"""How one asks a customer about something that we only assume: an open question, never a trap."""

from __future__ import annotations

from typing import Final

QUESTIONS: Final = {
    "need": "We think that you need this: “{}”. Is that so, and what would it have to be like?",
    "pain": "We think that this gets in your way: “{}”. Is that so, and what does it cost you?",
    "gain": "We think that this would help you most: “{}”. Is that so?",
    "goal": "We think that this is what you want to reach: “{}”. Is that so, and how do you measure it?",
    "strength": "We think that this is what you value about working with us: “{}”. Is that so?",
    "origin": "We think that this is why you chose us at first: “{}”. Is that how it was?",
}


def question(about: str, text: str) -> str:
    """The question about a belief, as one would ask it."""
    return QUESTIONS.get(about, "We think this of you: “{}”. Is that so?").format(" ".join(text.split()).rstrip("."))
