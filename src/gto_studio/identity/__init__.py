"""VERBS: who somebody is and by what proof: passwords, sessions, tokens, providers of sign-in; and stored secrets."""
