"""VERBS: what a person asks for → tags on the remote, read back from there."""
