"""How fast gto is, measured as a user would feel it: whole processes, beside GTO 1.10.1 and git itself.

`python -m bench` generates repositories, checks that the answers are equal, and only then takes the time.
"""
