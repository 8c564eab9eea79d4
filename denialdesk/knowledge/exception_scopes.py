"""What each printed exception of a policy file does once it is claimed: the key ``exception_scopes``."""

from __future__ import annotations

from denialdesk.domain.criteria import ExceptionReading, ExceptionScope, Policy
from denialdesk.knowledge.strict_yaml import Fields

KEY = "exception_scopes"


def exception_scopes(fields: Fields, exceptions: tuple[str, ...]) -> tuple[ExceptionReading, ...]:
    """Read what the exceptions do, by their text; raises DataFileError for one that is not there."""
    scopes = fields.map(KEY)
    if scopes is None:
        return ()
    by_path = {f"exception{number}": text for number, text in enumerate(exceptions, start=1)}
    found = []
    for path in scopes.names():
        if path not in by_path:
            raise scopes.fault(f"there is no {path!r}; the first of 'exceptions' is 'exception1'", path)
        found.append(ExceptionReading(by_path[path], scopes.choice(path, ExceptionScope)))
    scopes.close()
    return tuple(found)


def scopes_map(policy: Policy) -> dict[str, str]:
    """Write what the exceptions do, those left out whose scope is the usual one."""
    return {
        each.path: each.scope.value for each in policy.printed_exceptions if each.scope is not ExceptionScope.STATED
    }
