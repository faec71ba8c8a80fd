"""Disclosure: how figures about groups are kept from being figures about somebody; pure."""
