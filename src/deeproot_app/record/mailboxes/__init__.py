"""Mailboxes that are connected (IMAP): asked for what is new, which is kept raw before anything else happens to it.

server  ->  channels.email.imap_reading: lots  ->  kept, with how far the folder is read (one transaction)  ->  arrivals
"""
