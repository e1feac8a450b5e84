"""VERBS: work that may run twice and is never forgotten: rows of `job`, leases, the worker, the timetable."""
