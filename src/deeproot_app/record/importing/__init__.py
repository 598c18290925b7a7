"""Bringing files into the record: recognised, read, checked, compared with what is there, written as one batch.

    files  ->  plan (which column is which)  ->  cells (text to values)  ->  references  ->  write  ->  report

Nothing of a file is lost: every row is created, updated, unchanged, or refused with the reason.
"""
