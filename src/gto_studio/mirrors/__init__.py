"""EDGE: a worker's disposable bare copies of repositories, through `gto.git`. Nothing in them is ever executed."""
