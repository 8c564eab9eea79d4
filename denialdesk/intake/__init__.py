"""Readers of outside files, each pure: bytes in, proposed facts out.

Belongs here: one module per kind of file. Does not belong here: storage, windows, or deciding what is true; a person
says yes to each proposal.
"""
