"""RULES: texts of a repository + an edit → new texts, and what that changes. Who reads and writes is elsewhere."""
