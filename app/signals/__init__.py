"""Signals: what changed in a student's own engagement; pure arithmetic over the student's own days.

Nothing here knows any other student. One student and many are judged by the same arithmetic, row by row, so
that both ways give the same bits.
"""
