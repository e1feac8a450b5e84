"""Data outside of Git: what DVC's and Git LFS's files say of it, where it may be, and whether it is the right one.

Pure: bytes and text in, values out. `gto.remotes` is what goes and reads it.
"""
