"""What kinds of customers are there? Personas suggested from the record, each named by its marking traits.

From the tables of a record: :func:`deeproot.understand.personas.suggest.suggest`. A trait counts only where it lasts,
and personas are suggested only where two halves of the company give the same ones. Which customers fit another persona
better than theirs, and which personas moved: :mod:`deeproot.understand.personas.drift`. The persona that somebody gave
a customer is never read in suggesting.
"""

VERSION = 1
"""Goes up whenever the same record would give other suggestions."""
