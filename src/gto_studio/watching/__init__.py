"""VERBS: what forges are asked again and again: what CI says of commits, and whether the hooks are right."""
