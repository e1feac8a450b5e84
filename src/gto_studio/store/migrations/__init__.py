"""How the owned tables came to be: numbered steps, forward only, each in a transaction.

`versions/` has one module a step. A step spells its tables out instead of importing `owned/tables.py`, which says how
they look today and not how they looked then. A column is added before it is used, and dropped after it is not.
"""
