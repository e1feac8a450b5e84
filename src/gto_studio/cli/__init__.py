"""FACE: `gto studio …`: one module a command."""
