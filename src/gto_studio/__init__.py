"""Studio: many Git repositories, shown to many people. Started by `gto studio`.

Knows the library `gto`; the library does not know it.
"""
