"""VERBS: the runner, a program on any machine that has the data: queued experiments → runs → refs on the remote.

Knows the server only through `server.Server`, and no database. Nothing of a run stays behind but what was pushed, and
what DVC keeps in its cache.
"""
