"""JSON under `/api`: one module a resource, `shapes.py` for what goes in and out."""
