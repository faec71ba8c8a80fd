"""Profiles: what differs between institutions. One YAML each; the code branches on none of them."""
