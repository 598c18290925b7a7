"""One person's data: who they are in the record, all that is theirs, taken out for them, or erased.

``whom`` finds a person and all of their ids; ``words`` finds them in what others wrote; ``rows`` finds what is theirs,
table by table, as each table tells (`base.life`); ``taken`` writes it to a folder; ``erase`` takes it away, and
``erased`` keeps them from coming back.
"""
