"""Live runs: what training jobs tell of themselves, written down as it comes, until their commits are in Git."""
