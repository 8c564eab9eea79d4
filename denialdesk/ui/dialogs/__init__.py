"""Dialogs: practice, recording a step, help, about.

Belongs here: what needs an answer or a look of its own, always opened and never executed, so that nothing waits.
Does not belong here: messages and questions (``messages.py``), the forms of a case (``pages/``).
"""
