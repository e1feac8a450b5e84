"""EDGE: the servers that host repositories, beyond Git: rights, pull requests, CI states, hooks. One module a kind, one
contract (`contract.py`); only workers come here.

A module of a kind knows the addresses and words of that kind and nothing else: who is asked, with which limits, and
what its refusals mean, is in `asking.py`.
"""
