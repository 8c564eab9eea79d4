"""The window: the only code that imports PySide6.

Belongs here: what is shown, typed and clicked, and the printed page, which Qt draws.
Does not belong here: rules, wording, storage. A button calls a function of ``services/``.
"""
