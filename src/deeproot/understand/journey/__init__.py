"""What a customer walks through with us: the steps in their order, how often, how long between, and what it felt like.

A *step* is a touchpoint: its channel, whose it was, and its kind. A *stage* is the part of the life with us it falls
into. Steps of a customer are ordered by when they were, and those of one moment by their number (`words.number`). How
many stand so is told, since their order is then a convention and no fact.
"""

VERSION = 2
"""Of the reckoning: goes up where the same record would give another map."""
