"""Bringing calls and meetings into the record: transcripts and calendars, by the same road as every other file.

file  ->  channels.transcripts or channels.calendar  ->  whose, and who is ours  ->  rows of interactions  ->  write
"""
