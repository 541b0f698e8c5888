"""People: who is here, where they belong, and how they sign in."""
