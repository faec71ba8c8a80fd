"""Synthetic: a made-up university from a seed, for demonstrations and trials; nobody in it exists. Pure."""
