"""A university from a seed: people, teaching, habits, activity and records, for any profile."""
