"""Comparison: what changed between two commits, as far as files tell.

    bytes ──▶ values, pipelines ──▶ flat values, hashes ──▶ differences

Pure: bytes in, values out. Nothing here knows Git or opens a file. All but `differences` load the YAML library.
"""
