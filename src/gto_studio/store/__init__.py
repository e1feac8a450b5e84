"""EDGE: the only code that contains SQL.

`derived/` holds tables that a rebuild from Git fills again, row for row; `owned/` holds what exists nowhere else, and
is what a backup contains. One module a family of tables, with its questions and changes beside the columns.
"""
