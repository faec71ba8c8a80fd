"""Consent: may it be used. Decisions, the state they amount to, and the gate; pure."""
