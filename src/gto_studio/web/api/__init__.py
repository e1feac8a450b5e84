"""JSON under `/api`: one module a resource, `shapes/` for what goes in and out."""
