"""How is it with each customer? The computed reading of health, from parts that all stand in the open.

From the tables of a record: :func:`deeproot.understand.health.health.health`; the rows behind a part:
:func:`deeproot.understand.health.behind.behind`; how often readings were right:
:func:`deeproot.understand.health.right.how_right`. The rule, with every number a user may change, is
:mod:`deeproot.understand.health.rule`. What a person thinks of a customer is another reading, and never enters it.
"""

VERSION = 1
"""Goes up whenever the same record would give another reading by the same rule."""
