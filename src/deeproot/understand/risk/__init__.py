"""Who will leave? The probability within a horizon, learnt from earlier dates and tested on a later one, or not told.

From the tables of a record: :func:`deeproot.understand.risk.judge.judge`. From plain frames in a notebook:
:func:`deeproot.understand.risk.backtest.backtest` and :func:`deeproot.understand.risk.ways.learn`.

What "leaves" means is in :mod:`~deeproot.understand.risk.leaving`; contracts and purchases are never mixed.
"""

VERSION = 1
"""Goes up whenever the same record would give other probabilities; stands beside every judgement that is kept."""
