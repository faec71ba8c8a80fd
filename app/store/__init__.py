"""Store: where it rests. All SQL lives in this room, one file of functions per noun."""
