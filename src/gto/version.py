"""The version of this distribution: the one place where it is written.

It stays in 1.x for as long as DVC and DVCLive require `gto>=1.6,<2`.
"""

__version__ = "1.11.0"
