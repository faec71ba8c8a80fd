"""Access: who may see whom, and what of them, as data. Pure: the profile gives the data, `db` asks the rule."""
