"""Statements of the Experience API (xAPI 1.0.3 and 2.0): what they may say, and how they are answered.

Pure: no database, no web framework, no clock. What may not be is a `BadStatement`, which says where.
"""
