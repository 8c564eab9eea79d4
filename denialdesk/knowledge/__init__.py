"""Reads criteria_db/ (payers' criteria, law, drugs) into domain objects; no storage, no Qt, no case."""
