"""FACE: HTTP. Reads SQL, asks rules, calls verbs; never touches Git. `routes.py` lists every address."""
