"""The tables everything reads: their columns, their types, and what is wrong with given ones.

A table is a list of columns; a column has a name, a type and whether it may be null. Types are few:

=============  =======================================================  ==========================
type           meaning                                                  Arrow type
=============  =======================================================  ==========================
``string``     text; ids are text                                       ``string``
``timestamp``  a moment, UTC, microseconds, no offset                   ``timestamp[us]``
``int64``      a whole number                                           ``int64``
``float64``    a number                                                 ``float64``
``bool``       true or false                                            ``bool``
``list``       a list of ids                                            ``list<string>``
=============  =======================================================  ==========================

Money is an amount in the currency's major unit (``float64``) beside an ISO 4217 code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow

Type = Literal["string", "timestamp", "int64", "float64", "bool", "list"]

CHANNELS = (
    "email",
    "call",
    "meeting",
    "chat",
    "case",
    "survey",
    "purchase",
    "usage",
    "mention",
    "event",
    "letter",
    "sms",
    "note",
)
DIRECTIONS = ("in", "out", "both", "internal")
OUTGOING_KINDS = ("pitch", "renewal", "value", "care", "answer", "holding", "appreciation", "admin", "miss_you")
INCOMING_KINDS = (
    "question",
    "request",
    "complaint",
    "praise",
    "thanks",
    "cancel",
    "hardship",
    "all_great",
    "feedback",
)
INTERNAL_KINDS = ("note", "handover", "brief")
KINDS = OUTGOING_KINDS + INCOMING_KINDS + INTERNAL_KINDS


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, whether it may be null, and the words it may take."""

    name: str
    type: Type
    null: bool = False
    says: str = ""
    words: tuple[str, ...] = ()
    default: bool | int | None = None
    """What an absent column is read as, where the record itself has a natural answer (``automatic`` = false)."""

    @property
    def may_be_absent(self) -> bool:
        """Whether a record may do without it: it may be null, or has a natural answer."""
        return self.null or self.default is not None or self.type == "list"


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and the columns that identify a row."""

    name: str
    key: tuple[str, ...]
    says: str
    columns: tuple[Column, ...] = field(default=())

    def column(self, name: str) -> Column:
        """The column of that name; ``KeyError`` where the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}; it has {', '.join(self.names)}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def arrow_schema(self) -> pyarrow.Schema:
        """The table's Arrow schema; the library pyarrow is loaded here, not with this module."""
        import pyarrow as pa

        types = {
            "string": pa.string(),
            "timestamp": pa.timestamp("us"),
            "int64": pa.int64(),
            "float64": pa.float64(),
            "bool": pa.bool_(),
            "list": pa.list_(pa.string()),
        }
        return pa.schema([pa.field(column.name, types[column.type]) for column in self.columns])


def _columns(text: str, **more: Column) -> tuple[Column, ...]:
    """Read ``name: type? says`` lines into columns; ``more`` gives those that need words or a default."""
    columns = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        head, _, says = line.partition(" -- ")
        name, _, kind = head.partition(":")
        kind = kind.strip()
        given = more.get(name.strip())
        columns.append(given or Column(name.strip(), kind.rstrip("?"), kind.endswith("?"), says.strip()))  # type: ignore[arg-type]
    return tuple(columns)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "customers",
            ("customer_id",),
            "Who buys from us: an organisation or a person.",
            _columns(
                """
                customer_id: string -- the customer's own id, as the company knows it
                name: string -- what people call it; an organisation's or a person's name
                kind: string
                persona: string? -- the persona a person gave it, or the suggested one
                country: string? -- ISO 3166-1 alpha-2
                timezone: string? -- IANA name
                since: timestamp? -- the first day as a customer
                left_at: timestamp? -- when it stopped being one
                owner: string? -- the member who looks after it
                """,
                kind=Column("kind", "string", words=("organisation", "person"), says="organisation or person"),
            ),
        ),
        Table(
            "contacts",
            ("contact_id",),
            "The people at a customer.",
            _columns(
                """
                contact_id: string -- the contact's own id
                customer_id: string -- the customer this person belongs to
                name: string? -- the person's name
                email: string? -- the first address, in lower case
                phone: string? -- the first number, with its country code
                timezone: string? -- IANA name
                """
            ),
        ),
        Table(
            "identities",
            ("type", "value"),
            "The several addresses of one contact, each with its source.",
            _columns(
                """
                contact_id: string -- whose address it is
                type: string -- email, phone, handle, external
                value: string -- normalised: lower-case address, E.164 number
                source: string -- who says so
                """
            ),
        ),
        Table(
            "members",
            ("member_id",),
            "Our own people.",
            _columns(
                """
                member_id: string -- the colleague's own id
                name: string -- the colleague's name
                email: string -- the address that mail and sign-in use
                team: string? -- the team, as the company names it
                """
            ),
        ),
        Table(
            "interactions",
            ("interaction_id",),
            "Everything that passed between us and a customer, once.",
            _columns(
                """
                interaction_id: string -- `<source>:<id there>`; the idempotency key
                customer_id: string -- whose story it belongs to
                contact_id: string? -- who of the customer took part
                member_id: string? -- who of us took part
                happened_at: timestamp -- when it passed; rows are ordered by it, then by interaction_id
                channel: string
                direction: string
                kind: string?
                thread_id: string? -- the conversation it belongs to
                case_id: string? -- the support case it belongs to
                resource_id: string? -- the library item it gave
                customer_words: int64? -- words the customer said; null where only the seconds are known
                our_words: int64? -- words we said; null where only the seconds are known
                customer_seconds: float64? -- seconds the customer spoke
                our_seconds: float64? -- seconds we spoke
                needs_answer: bool
                automatic: bool
                personal: bool
                sentiment: float64? -- from -1 (bad) to 1 (good)
                score: float64? -- the mark given in a survey
                score_kind: string?
                recorded_seq: int64 -- grows in commit order
                """,
                channel=Column("channel", "string", words=CHANNELS, says="the door it came through"),
                direction=Column(
                    "direction", "string", words=DIRECTIONS, says="in (customer to us), out, both, internal"
                ),
                kind=Column("kind", "string", True, "what it was; null where nobody knows", KINDS),
                needs_answer=Column(
                    "needs_answer", "bool", says="the text asks something, in either direction", default=False
                ),
                automatic=Column(
                    "automatic",
                    "bool",
                    says="auto-reply, bounce, out-of-office: neither an answer, nor a sign of life, nor a touch",
                    default=False,
                ),
                personal=Column(
                    "personal", "bool", says="written to one customer (false: a bulk mailing)", default=True
                ),
                score_kind=Column("score_kind", "string", True, "nps, csat or ces", ("nps", "csat", "ces")),
                recorded_seq=Column("recorded_seq", "int64", says="grows in commit order", default=0),
            ),
        ),
        Table(
            "promises",
            ("promise_id",),
            "What we said we would do, by when.",
            _columns(
                """
                promise_id: string -- the promise's own id
                customer_id: string -- to whom it was made
                member_id: string? -- who promised
                made_in: string -- the interaction it was made in
                made_at: timestamp -- when it was made
                due_at: timestamp? -- the due moment, as promised; null where none was said
                moved_to: timestamp? -- the due moment after a holding reply that came in time
                text: string -- the words of the promise
                kept_in: string? -- the interaction that delivered
                kept_at: timestamp? -- when it was delivered; null while it is open
                withdrawn_at: timestamp? -- when it was taken back
                holding: list -- the holding replies, in order
                """
            ),
        ),
        Table(
            "beliefs",
            ("belief_id",),
            "What we hold about a customer or persona, with its evidence; without evidence an assumption.",
            _columns(
                """
                belief_id: string -- the belief's own id
                customer_id: string? -- about whom; null where it is about a whole persona
                persona: string? -- the persona it is about, where it is about no single customer
                about: string
                text: string -- what is held, in one sentence
                horizon: string?
                metric: string? -- the customer's own metric, for a goal
                from_at: timestamp -- since when it holds
                until: timestamp? -- when it stops to hold
                confirmed_at: timestamp? -- when it was last confirmed; null where never
                evidence: list -- the interactions that say so; empty: an assumption
                """,
                about=Column(
                    "about",
                    "string",
                    words=("need", "pain", "gain", "goal", "strength", "origin", "capacity"),
                    says="need, pain, gain, goal, strength, origin or capacity",
                ),
                horizon=Column("horizon", "string", True, "now, quarter or some_day", ("now", "quarter", "some_day")),
            ),
        ),
        Table(
            "cases",
            ("case_id",),
            "Support cases.",
            _columns(
                """
                case_id: string -- the case's own id, as the help desk knows it
                customer_id: string -- whose case it is
                opened_at: timestamp -- when it was opened
                closed_at: timestamp? -- when we closed it; null while it is open
                confirmed_at: timestamp? -- when the customer said it is solved
                severity: string? -- how grave it is, in the help desk's own words
                owner: string? -- the member who works on it
                """
            ),
        ),
        Table(
            "subscriptions",
            ("subscription_id", "starts_at"),
            "Contracts, a row a term.",
            _columns(
                """
                subscription_id: string -- the contract's own id; its terms share it
                customer_id: string -- whose contract it is
                starts_at: timestamp -- the first moment of the term
                renews_at: timestamp? -- when it is to be signed again
                ends_at: timestamp? -- the last moment of the term; null where it runs on
                cancelled_at: timestamp? -- when the customer cancelled
                amount: float64 -- for one term
                currency: string -- ISO 4217
                period_months: int64 -- length of the term
                """
            ),
        ),
        Table(
            "purchases",
            ("purchase_id",),
            "Single purchases, for business without contracts.",
            _columns(
                """
                purchase_id: string -- the order's or payment's own id
                customer_id: string -- who bought
                happened_at: timestamp -- when it was bought
                amount: float64 -- what was paid
                currency: string -- ISO 4217
                """
            ),
        ),
        Table(
            "resources",
            ("resource_id",),
            "The library: what we can give, made for which needs.",
            _columns(
                """
                resource_id: string -- the item's own id
                title: string -- what it is called
                kind: string
                needs: list -- the needs it serves
                personas: list -- the personas it is made for
                """,
                kind=Column(
                    "kind",
                    "string",
                    words=("one_pager", "guide", "link", "webinar", "article", "offer"),
                    says="one_pager, guide, link, webinar, article or offer",
                ),
            ),
        ),
        Table(
            "assignments",
            ("programme_id", "customer_id"),
            "Who is treated by a programme, and who is held out.",
            _columns(
                """
                programme_id: string -- the programme
                customer_id: string -- who was drawn
                arm: string
                assigned_at: timestamp -- when the lot was drawn
                """,
                arm=Column("arm", "string", words=("treated", "holdout"), says="treated or holdout"),
            ),
        ),
        Table(
            "coverage",
            ("source", "from_at"),
            "The completeness ledger: what we hold of each source, and what we do not.",
            _columns(
                """
                source: string -- the part of interaction_id before the first colon
                from_at: timestamp -- the first moment of the stretch
                to_at: timestamp -- the last moment of the stretch
                state: string
                seen: int64? -- how many the source said it had
                stored: int64? -- how many of them are recorded
                refused: int64? -- how many of them were refused
                """,
                state=Column(
                    "state",
                    "string",
                    words=("complete", "gap", "unknown"),
                    says="complete, gap or unknown",
                ),
            ),
        ),
    )
}


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a given table from being read."""

    table: str
    column: str | None
    says: str

    def __str__(self) -> str:
        where = f"{self.table}.{self.column}" if self.column else self.table
        return f"{where}: {self.says}"


class TablesError(ValueError):
    """Given tables cannot be read; the message names every problem at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def check(given: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """What is wrong with given tables: every missing, mistyped or unknown thing at once.

    ``given`` maps a table's name to its columns and their types, in the words of :data:`Type`
    (``null`` for a column without any value, which fits everywhere that null may stand).
    A column that may be null, or has a natural default, may be absent. Returns an empty list when all is well.
    """
    problems: list[Problem] = []
    for name, columns in given.items():
        table = TABLES.get(name)
        if table is None:
            problems.append(Problem(name, None, f"there is no such table; the tables are {', '.join(TABLES)}"))
            continue
        problems += [problem for column in table.columns if (problem := _problem(table, column, columns))]
    return problems


def _problem(table: Table, column: Column, columns: Mapping[str, str]) -> Problem | None:
    if column.name not in columns:
        return (
            None
            if column.may_be_absent
            else Problem(table.name, column.name, f"is missing; it must be {_named(column)}")
        )
    found = columns[column.name]
    if found in {column.type, "null"} or (found, column.type) in WIDENS:
        return None
    return Problem(table.name, column.name, f"is {found}; it must be {_named(column)}")


WIDENS = {
    ("int64", "float64"),
    ("int64", "string"),
    ("float64", "int64"),
    ("date", "timestamp"),
    ("string", "timestamp"),
}
"""What may stand for what: whole numbers for numbers or ids, dates or ISO 8601 text for moments."""


def _named(column: Column) -> str:
    says = {"timestamp": "a timestamp (UTC)", "list": "a list of strings", "bool": "true or false"}
    named = says.get(column.type, column.type)
    return f"{named}, one of {', '.join(column.words)}" if column.words else named
