"""The tables of the record, and the words that their columns may hold."""

from __future__ import annotations

from deeproot.tables.columns import Column, Table, columns_of

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

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "customers",
            ("customer_id",),
            "Who buys from us: an organisation or a person.",
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
            columns_of(
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
