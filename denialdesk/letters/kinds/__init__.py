"""Kinds of letter: one module a kind or family, each saying which sections it has and in which order."""
