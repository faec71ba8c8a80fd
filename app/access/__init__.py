"""Access: who may see whom, and what of them, as data. The profile gives the data, `db` asks the rule."""
