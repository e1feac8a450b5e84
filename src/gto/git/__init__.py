"""The only code that starts git: what is read from a repository, and how a plan is written to it."""
