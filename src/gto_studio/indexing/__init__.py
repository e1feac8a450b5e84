"""VERBS: Git → derived tables: fetch, read what is new, the newest first, write the difference; or rebuild.

syncing    what workers and commands call: sync, rebuild, differences
drawing    a mirror as rows: of the registry all, of commits those that are new
walking    commits as rows, chunk by chunk
annotating, reading, looking     what files say: of artifacts, of values, of the repository
sources    a repository's row → where it is, and on what terms it is read
"""
