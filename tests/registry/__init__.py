"""The registry's rules: thousands of cases, no repository."""
