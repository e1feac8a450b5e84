"""The same questions put to GTO 1.10.1 and to this program, and the answers compared.

`scenarios/` holds the questions as data, `scenario.py` their form, `programs.py` the programs, `running.py` the
repository made twice and the commands run in it, `warm.py` what keeps GTO from starting a thousand times. An answer
that is meant to differ names the row of `docs/reference/differences.md` that says why.

GTO's answers are remembered in pytest's cache (`--cache-clear` forgets them). With GTO_SUBJECT naming the same
program as GTO_ORACLE, GTO is compared with itself: all scenarios pass, or the comparison is not steady.
"""
