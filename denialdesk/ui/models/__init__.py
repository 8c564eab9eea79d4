"""Qt item models over frozen rows, and the plain functions that turn rows into what a view shows.

Belongs here: columns, sort keys, completion, the outline of a finding, reading pasted cells.
Does not belong here: widgets, painting, the open case.
"""
