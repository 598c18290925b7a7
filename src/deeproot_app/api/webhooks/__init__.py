"""Webhooks out (Standard Webhooks 1.0.0): what happened in the record, told to whoever asked to be told.

the record, the turn  ->  notice (events, once)  ->  deliveries  ->  deliver (signed, retried)  ->  endpoint
"""
