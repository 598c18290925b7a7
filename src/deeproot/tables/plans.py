"""Success plans as tables of their own: they stand beside the record, and no measure reads them."""

from __future__ import annotations

from deeproot.tables.columns import Column, Table, columns_of

PLANS: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "plan_goals",
            ("belief_id",),
            "What a goal comes to in the customer's own metric. The goal and its metric are a row of beliefs.",
            columns_of(
                """
                belief_id: string -- the goal
                unit: string? -- of the figure
                target: float64? -- the figure to reach; null where none was agreed
                by_at: timestamp? -- by when
                shared_at: timestamp? -- since when the customer sees it; null: only among us
                note: string? -- among us
                """
            ),
        ),
        Table(
            "plan_readings",
            ("belief_id", "at"),
            "The customer's metric as it stood at one moment.",
            columns_of(
                """
                belief_id: string -- the goal
                at: timestamp -- when it stood so
                value: float64 -- in the goal's unit
                said_in: string? -- the interaction that says so; null: one of us knows it otherwise
                note: string? -- among us
                """
            ),
        ),
        Table(
            "plan_steps",
            ("step_key",),
            "One thing to do on the way. Where it is a promise, that says when it is due, and whether it was kept.",
            columns_of(
                """
                step_key: string -- the step's own id, the same in every home
                customer_id: string -- whose plan it is part of
                belief_id: string? -- the goal it leads to
                text: string -- what is to be done
                whose: string
                member_id: string? -- who of us does it
                contact_id: string? -- who of theirs does it
                due_at: timestamp? -- by when, as said of the step
                done_at: timestamp? -- when it was done
                dropped_at: timestamp? -- when it was said that it will not be done
                shared: bool -- whether the customer sees it
                note: string? -- among us
                promise_id: string? -- the promise that it is
                made_at: timestamp -- when it was put to the plan
                """,
                whose=Column("whose", "string", words=("us", "them"), says="us or them"),
            ),
        ),
    )
}
"""By name: what each goal comes to, how it stood, and the steps on the way. The goals themselves are beliefs."""
