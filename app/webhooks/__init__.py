"""Webhooks: what is told, to which addresses, and by which rules; without I/O."""
