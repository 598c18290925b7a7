"""The questions that come with the program: one for each theme of keeping customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Asked:
    """One question of culture."""

    key: str
    theme: str
    text: str
    good: str
    """What good answers show."""
    warning: str
    """What is a warning sign."""
    anchors: tuple[str, ...]
    """What an answer is like that is worth 1, 2, 3 and 4."""

    def document(self, number: int) -> dict[str, Any]:
        """As it stands on a sheet."""
        return {
            "key": self.key, "number": number, "theme": self.theme, "text": self.text, "good": self.good,
            "warning": self.warning, "anchors": list(self.anchors),
        }  # fmt: skip


GIVEN: Final = (
    Asked(
        "listening", "Listening, 80 to 20",
        "Tell me of a conversation in which a customer told you something you had not asked for. "
        "What did you do so that they went on?",
        "They recall the customer’s own words, name a question they asked, and let a silence stand. "
        "They asked once more after “everything is great”.",
        "The story is about what they themselves said, or the customer has no words in it.",
        (
            "Talks of what they explained; no word of the customer’s.",
            "Heard what was said, and went on with their own plan.",
            "Asked on, and recalls what the customer said.",
            "Asked on until something new came, and something was done about it.",
        ),
    ),
    Asked(
        "promises", "Keeping promises",
        "When did you last promise a customer something with a date? How did you make sure of it?",
        "A date they chose themselves, written down where others see it, and a word before it was late.",
        "“I always keep my promises”, without one; or dates that somebody else gave.",
        (
            "No promise comes to mind, or it was forgotten.",
            "Kept it, by luck or in a rush.",
            "Kept it by a way of their own that works again.",
            "Promised less than was sure, was early, and can show how it is kept in sight.",
        ),
    ),
    Asked(
        "holding", "Holding replies",
        "You owe an answer and do not have it. What does the customer hear from you, and when?",
        "They write before the day comes, say what is known and what is not, and name the next day.",
        "They wait until there is something to say; or send “we are on it” time and again.",
        (
            "Says nothing until the answer is there.",
            "Says that it takes longer, without a day.",
            "Says so in time, with a day that is kept.",
            "So too, and after the second time picks up the telephone or brings in who can solve it.",
        ),
    ),
    Asked(
        "value", "Value over pitch",
        "Tell me of something you gave a customer that sold nothing.",
        "It met a need of that one customer, and they can say what became of it.",
        "Every gift leads to an offer in the same breath.",
        (
            "Knows only offers and discounts.",
            "Sent something general to everybody.",
            "Gave one customer something that they needed.",
            "So too, unasked, and knows what it changed for them.",
        ),
    ),
    Asked(
        "mistake", "Owning a mistake",
        "Tell me of a mistake of yours that a customer noticed. What did you say first?",
        "The fact before the reasons, sorry once, what happens next, and what was changed so that it stays away.",
        "Somebody else’s fault; or no mistake at all.",
        (
            "Puts it on others, or has none to tell.",
            "Admits it when asked, and mends it.",
            "Told the customer themselves, and mended it.",
            "So too, before the customer noticed how far it went, and changed what led to it.",
        ),
    ),
    Asked(
        "covering", "Covering for colleagues",
        "When did you last do a colleague’s part for a customer? What happened afterwards?",
        "The customer noticed nothing, the colleague heard of it, and the gap was spoken about without blame.",
        "They keep silently covering, and are proud or bitter; or it was never theirs to help.",
        (
            "“That was not my task.”",
            "Helped, and left it at that.",
            "Helped, and told the colleague what the next one must know.",
            "So too, and led it to a fix when it came again.",
        ),
    ),
    Asked(
        "hard_times", "Hard times",
        "A customer of yours is going through a hard time. What do you do differently?",
        "They notice it by small signs, ask less of them, offer help that sells nothing, and remember when it is over.",
        "“Then we make them an offer”; or they stay away altogether.",
        (
            "Goes on as before.",
            "Leaves them alone.",
            "Asks less of them, and says that they are there.",
            "So too, brings something that helps now, and comes back at the right time.",
        ),
    ),
    Asked(
        "curiosity", "Curiosity",
        "What does a customer you know well really do all day, and what do they want to reach?",
        "They tell it in the customer’s own measures, and can say how they know; they mark what they only assume.",
        "They tell which of our products the customer has.",
        (
            "Knows their contract.",
            "Knows their trade in general.",
            "Knows what this one wants to reach.",
            "So too, in the customer’s own numbers, and says what is assumed.",
        ),
    ),
    Asked(
        "silence", "Silence is not consent",
        "A customer complained, and then fell silent. What does it mean, and what do you do?",
        "It means nothing yet: they ask, and count it as solved only when the customer says so.",
        "“Then it was solved.”",
        (
            "Closes the case.",
            "Waits a while, then closes it.",
            "Asks whether it is solved.",
            "So too, by another door where nobody answers, and looks for others who fell silent alike.",
        ),
    ),
    Asked(
        "briefed", "Speaking with support first",
        "You want to call a customer about something pleasant, and see that a case of theirs is open. What now?",
        "They read it, ask who works on it what may be offered, and call with that, or wait.",
        "They call, as their topic is another; or see no case, as they never look.",
        (
            "Would not see it, or calls all the same.",
            "Looks at the case, then calls.",
            "Speaks with support first.",
            "So too, and the customer does not have to explain anything twice.",
        ),
    ),
    Asked(
        "own_use", "Being a customer of one’s own",
        "When did you last use your own company’s product as a customer does? What did you change because of it?",
        "They did it lately and by themselves, remember how it felt, and somebody mended something.",
        "They know it from slides.",
        (
            "Never.",
            "Once, when they began.",
            "Lately, and said what was in the way.",
            "Does so steadily, and things were mended because of it.",
        ),
    ),
    Asked(
        "habits", "Small habits",
        "What small thing do you do for customers each week that nobody tells you to do?",
        "One thing, small enough to be kept, for months; they say what it brings and what they would stop for it.",
        "Large plans that were never begun.",
        (
            "Nothing comes to mind.",
            "Means to begin with something.",
            "Does one thing steadily.",
            "So too, and got others to do it.",
        ),
    ),
)  # fmt: skip
BY_KEY: Final = {one.key: one for one in GIVEN}
