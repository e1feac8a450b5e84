"""VERBS: Git → derived tables: fetch, read what is new, compute the rows, write the difference; or rebuild."""
