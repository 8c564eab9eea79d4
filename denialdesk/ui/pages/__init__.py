"""Pages: one for each tab, and the list of cases. Each joins widgets and models to the session of the open case.

Belongs here: which part shows what, and which edit a click makes. Does not belong here: rules, wording, storage.
"""
