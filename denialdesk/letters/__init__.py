"""Letters: from a judged case to one `Letter`, and from a `Letter` to the bytes and text that leave the office.

Here: the kinds of letter (`kinds/`), the sections they share (`sections/`), every fixed phrase (`wording/`) and the
renderers. Not here: rules (domain), storage, anything of Qt.
"""
