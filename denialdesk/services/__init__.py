"""The use cases: plain functions and small classes that both the window and the command line call.

Belongs here: what joins storage, intake, knowledge and letters. Does not belong here: Qt, wording, rules of their own.
"""
