"""What this room says when it cannot give a server."""


class ClusterError(Exception):
    """Always a sentence for the person at the terminal: what is wrong, where, what to do."""
