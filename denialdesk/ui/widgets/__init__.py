"""Reusable parts of the window: edits, labels, chips, strips.

Belongs here: a control that knows how to show and read one kind of value, and says so by a signal.
Does not belong here: the open case. A widget is given values and tells what was typed; a page connects
it to the session.
"""
