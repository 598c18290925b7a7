"""Who is the same as whom: a judgement of people (or of a source), kept as links that can be taken back.

A link moves nothing. `groups.py` says who leads those that are linked, and writes it into `merged_into`; everything
that reads the record goes by that (`record.as_one`, and `one.py` for pages). `merge.py` makes and undoes links;
`addresses.py` keeps the many addresses of a person; `keys.py` and `search.py` find who may be the same, `pairs.py`
keeps what people said of them.
"""
