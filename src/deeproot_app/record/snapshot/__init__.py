"""The record as Parquet files in the home folder, kept up to date by what changed: what whole reckonings read.

`where.py` says what lies where, `manifest.py` which files there are, `files.py` how one is written, `whole.py` and
`changes.py` how they come to be, `sync.py` when; `held.py` reads them, `choice.py` decides between them and the
database, `state.py` tells how they stand.
"""
