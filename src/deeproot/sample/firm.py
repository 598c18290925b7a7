"""The firm of the sample: simulated, as its name says. It sells small laboratories and workshops what keeps their
samples in order.

Its people, its personas with their own pace, and what it promises; what it sells stands in ``trade.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NAME = "Hazelwick Sample Company (simulated)"
DOMAIN = "hazelwick-sample.example"


@dataclass(frozen=True)
class Voice:
    """How one of us writes: the patterns of greeting, closing and the sentence that only this one adds."""

    greet: str
    close: str
    aside: str


@dataclass(frozen=True)
class Member:
    member_id: str
    name: str
    team: str
    zone: str
    voice: Voice
    speaks: tuple[str, ...] = ("en",)

    @property
    def first(self) -> str:
        return self.name.split()[0]

    @property
    def email(self) -> str:
        return f"{self.member_id.removeprefix('m-')}@{DOMAIN}"


@dataclass(frozen=True)
class Persona:
    """A kind of customer: how often it likes to hear from us, how it buys, what it uses, how often it calls or
    leaves.
    """

    name: str
    share: float
    kind: str
    cadence_days: float
    calls: float  # share of our personal touches that are calls or meetings
    question_days: float
    case_days: float
    uses_software: float  # chance that product use is recorded
    buys: float  # single purchases a year
    terms: dict[int, float]  # months of a term: weight (0: no subscription)
    amount: tuple[float, float]
    leaves: float  # chance to leave within a year
    roles: tuple[str, ...] = field(default=())


MEMBERS: tuple[Member, ...] = (
    Member(
        "m-ingrid",
        "Ingrid Solheim",
        "founder",
        "Europe/Oslo",
        Voice(
            "Dear {name},",
            "[With warm regards|Warmly],",
            "[If anything stands in your way, my own number is in the signature.|I read every reply to this myself.]",
        ),
    ),
    Member(
        "m-marcus",
        "Marcus Adeyemi",
        "sales",
        "Europe/London",
        Voice("Hi {name},", "[Cheers|All the best],", "[Happy to jump on a quick call whenever it suits.|Just shout.]"),
    ),
    Member(
        "m-clara",
        "Clara Whitfield",
        "sales",
        "Europe/London",
        Voice(
            "[Good morning|Hello] {name},",
            "[Kind regards|With kind regards],",
            "[I have kept this short on purpose.|Do let me know if I have missed anything.]",
        ),
        ("en", "fr"),
    ),
    Member(
        "m-tomas",
        "Tomás Herrera",
        "sales",
        "Europe/Madrid",
        Voice(
            "Hello {name},",
            "[Best|Best wishes],",
            "[It would be a pleasure to talk it through.|I am in Madrid time, mornings are best.]",
        ),
        ("en", "es"),
    ),
    Member(
        "m-priya",
        "Priya Raman",
        "success",
        "Europe/London",
        Voice(
            "Hello {name},",
            "[Warm wishes|Take care],",
            "[I have put a note on your page so nobody asks twice.|I keep a list of what you told me, this is on it.]",
        ),
    ),
    Member(
        "m-jonas",
        "Jonas Feldmann",
        "success",
        "Europe/Berlin",
        Voice(
            "[Hello|Hi] {name},",
            "[Best regards|Regards],",
            "[Facts first, the details are below.|For completeness: this concerns your site only.]",
        ),
        ("en", "de"),
    ),
    Member(
        "m-amelie",
        "Amélie Laurent",
        "success",
        "Europe/Paris",
        Voice(
            "Dear {name},",
            "[Warmly|Bien à vous],",
            "[I thought of you when I saw this.|Take your time, there is no hurry on our side.]",
        ),
        ("en", "fr"),
    ),
    Member(
        "m-nadia",
        "Nadia Haddad",
        "success",
        "America/New_York",
        Voice(
            "Hi {name},",
            "[Thanks so much|Talk soon],",
            "[I am on Eastern time, so my afternoons are easiest.|No need to reply if this is all clear!]",
        ),
        ("en", "es"),
    ),
    Member(
        "m-owen",
        "Owen Pritchard",
        "support",
        "Europe/London",
        Voice(
            "[Hi|Hiya] {name},",
            "[Cheers|Ta],",
            "[Shout if that makes no sense.|It took me a while to find this one, I admit.]",
        ),
    ),
    Member(
        "m-yuki",
        "Yuki Tanabe",
        "support",
        "Asia/Tokyo",
        Voice(
            "Dear {name},",
            "[Kind regards|Sincerely],",
            "[I am sorry for the trouble this caused.|Please take the steps in this order.]",
        ),
    ),
    Member(
        "m-lucia",
        "Lucía Romero",
        "support",
        "Europe/Madrid",
        Voice(
            "Hello {name},",
            "[Many thanks|A warm greeting],",
            "[I tried it on our own bench first.|You described it very well, that helped.]",
        ),
        ("en", "es"),
    ),
    Member(
        "m-bartek",
        "Bartek Nowicki",
        "support",
        "Europe/Warsaw",
        Voice(
            "{name},", "[Regards|Thanks],", "[Short version above, long version on request.|Logs received, thank you.]"
        ),
        ("en", "de"),
    ),
    Member(
        "m-sofie",
        "Sofie Lindgren",
        "marketing",
        "Europe/Stockholm",
        Voice(
            "Hello {name},",
            "[All good wishes|Happy measuring],",
            "[We made this from questions you and others sent us.|It is three pages, with pictures.]",
        ),
    ),
    Member(
        "m-daniel",
        "Daniel Okafor",
        "marketing",
        "Europe/London",
        Voice(
            "Hi {name},",
            "[Best|Until soon],",
            "[No form to fill in, the link just works.|Forward it to whoever it helps.]",
        ),
    ),
)
BY_TEAM: dict[str, tuple[Member, ...]] = {
    team: tuple(member for member in MEMBERS if member.team == team)
    for team in ("founder", "sales", "success", "support", "marketing")
}

PERSONAS: tuple[Persona, ...] = (
    Persona(
        "Quality lead", 0.27, "organisation", 92, 0.45, 350, 800, 0.75, 0.5, {12: 5, 24: 2, 3: 1}, (2400, 14000), 0.08,
        ("quality lead", "QA coordinator", "laboratory head", "technical director"),
    ),
    Persona(
        "University lab", 0.22, "organisation", 118, 0.25, 330, 900, 0.6, 1.4, {12: 7, 24: 1, 36: 1}, (900, 5200), 0.10,
        ("lab manager", "postdoc", "principal investigator", "technician"),
    ),
    Persona(
        "Clinic lab", 0.18, "organisation", 88, 0.5, 250, 480, 0.8, 0.4, {12: 6, 36: 2, 1: 1}, (3800, 22000), 0.06,
        ("head of laboratory", "senior technician", "purchasing officer", "ward liaison"),
    ),
    Persona(
        "Solo workshop", 0.22, "person", 130, 0.2, 460, 1400, 0.25, 2.2, {1: 3, 12: 3, 0: 4}, (180, 960), 0.16,
        ("owner",),
    ),
    Persona(
        "Service partner", 0.11, "organisation", 98, 0.55, 340, 1000, 0.35, 2.6, {12: 4, 0: 3}, (1500, 9000), 0.09,
        ("service director", "field engineer", "partner coordinator"),
    ),
)  # fmt: skip
