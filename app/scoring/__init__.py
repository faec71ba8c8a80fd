"""Scoring: how engaged. Pure arithmetic over daily amounts; time, weights and windows are arguments.

The score is descriptive, never an assessment. One rule holds every figure together: sums run in one
fixed order (days ascending, sources by name) in IEEE doubles, so that one student on request and all
students set-wise give the same bits. Rounding happens in presentation only.
"""
