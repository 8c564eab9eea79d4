"""The nouns and the rules: frozen dataclasses, enums and pure functions, standard library only.

Belongs here: what a case is, what a criterion demands, which law gives which right, when something is due.
Does not belong here: files, storage, windows, wording, the clock. Time, ids and randomness come in as arguments.
"""
