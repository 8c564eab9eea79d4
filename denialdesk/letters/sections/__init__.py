"""Sections that kinds of letter share: each takes the dossier and gives one `Section`, or None when it has nothing."""
