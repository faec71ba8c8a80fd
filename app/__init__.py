"""Attune: the open student-engagement API that universities can actually run."""
