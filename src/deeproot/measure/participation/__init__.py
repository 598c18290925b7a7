"""How many of us take part in keeping customers, and how (W4): shares of people, never a list of them.

Rows in, shares out; pure, and told the time. `people` says who counts in a week, `shares` how many of them took part,
and hides what would point at a person.
"""

from deeproot.measure.participation.people import Person, counts, monday, weeks_until
from deeproot.measure.participation.shares import FEWEST, OTHERS, Group, Participation, Share, participation

__all__ = [
    "FEWEST", "OTHERS", "Group", "Participation", "Person", "Share", "counts", "monday", "participation", "weeks_until",
]  # fmt: skip
