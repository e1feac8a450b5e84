"""Storage that DVC keeps data on: one module a kind, one contract (`storage.Storage`).

The only code that reads it, and never anything but whole objects by their keys. Every host that is asked was looked at
first, and is the one that then answers: a remote's address stands in a repository, where anybody may have written it.
"""
