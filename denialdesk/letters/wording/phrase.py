"""A phrase: fixed text with named places for facts."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

_PLACE = re.compile(r"\{([a-z_0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Fixed text with places such as ``{payer}``. ``id`` is what a statement's source names."""

    id: str
    text: str

    @property
    def facts(self) -> frozenset[str]:
        """Names of the facts the phrase needs."""
        return _facts(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        """Fixed text and names of facts in turn: even positions are text, odd ones names."""
        return _split(self.text)


@functools.lru_cache(maxsize=1024)
def _facts(text: str) -> frozenset[str]:
    return frozenset(_PLACE.findall(text))


@functools.lru_cache(maxsize=1024)
def _split(text: str) -> tuple[str, ...]:
    return tuple(_PLACE.split(text))
