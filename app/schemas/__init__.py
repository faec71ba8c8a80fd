"""Schemas: how it looks on the wire. `<Noun>In` is what we take, `<Noun>Out` what we answer.

What we answer has no defaults: every field is always there, and the contract says so.
"""
