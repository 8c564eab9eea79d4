"""The machine: folders, whole-file writing, the single-writer lock, logs and diagnostics.

Belongs here: what any part but ``domain`` may need of the operating system. Does not belong here: anything that knows a
case. Nothing in this package may write patient data anywhere but into the file it was handed for it.
"""
