"""What Alembic runs for each upgrade: our steps on the connection that `store/preparation.py` hands over."""

from __future__ import annotations

from alembic import context

# Batches: SQLite changes a column only by making the table anew.
context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
