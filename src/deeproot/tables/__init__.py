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

from deeproot.tables.check import Problem, TablesError, check
from deeproot.tables.columns import Column, Table, Type
from deeproot.tables.plans import PLANS
from deeproot.tables.record import (
    CHANNELS,
    DIRECTIONS,
    INCOMING_KINDS,
    INTERNAL_KINDS,
    KINDS,
    OUTGOING_KINDS,
    TABLES,
)

__all__ = [
    "CHANNELS",
    "DIRECTIONS",
    "INCOMING_KINDS",
    "INTERNAL_KINDS",
    "KINDS",
    "OUTGOING_KINDS",
    "PLANS",
    "TABLES",
    "Column",
    "Problem",
    "Table",
    "TablesError",
    "Type",
    "check",
]
