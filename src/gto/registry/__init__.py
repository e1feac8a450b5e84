"""The registry's rules: names, versions, tags, events, state, decisions.

Pure: no file, clock, network or Git inside.
"""
