"""Bringing mail into the record: mbox files, Maildir folders, .eml files, by the same road as every other file.

files  ->  raw mails  ->  channels.email.parse  ->  whose, which way, which thread  ->  rows  ->  write
"""
