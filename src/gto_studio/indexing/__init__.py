"""VERBS: Git → derived tables: fetch, read what is new, compute the rows, write the difference; or rebuild.

syncing    what workers and commands call: sync, rebuild, differences
drawing    a mirror as rows: of the registry all, of commits those that are new
annotating, valuing, looking     what files say: of artifacts, of values, of the repository
"""
