"""Cutting a packet into files of a size or length that a portal or a fax takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from pikepdf import Array, Dictionary, Object, Page, Stream

PAGE_COST, FILE_COST = 1_600, 45_000  # bytes: what a page, and what a file, needs besides its pictures and fonts
_OBJECT_COST = 60
Weights: TypeAlias = "Mapping[tuple[int, int, int], int]"  # document and object to bytes


def weights_of(document: int, page: Page) -> dict[tuple[int, int, int], int]:
    """What a page draws upon, as it is stored; what two pages share has one key, and counts once in a file."""
    found: dict[tuple[int, int, int], int] = {}
    left: list[Object] = [page.obj]
    while left:
        each = left.pop()
        if each.is_indirect:
            key = (document, *each.objgen)
            if key in found:
                continue
            found[key] = _OBJECT_COST + (len(each.read_raw_bytes()) if isinstance(each, Stream) else 0)
        left.extend(_held(each))
    return found


def _held(thing: Object) -> Iterator[Object]:
    values: list[object] = []
    if isinstance(thing, Array):
        values = list(thing)
    elif isinstance(thing, Stream):
        values = list(thing.stream_dict.values())
    elif isinstance(thing, Dictionary):
        values = [value for key, value in thing.items() if key != "/Parent"]
    yield from (value for value in values if isinstance(value, Object))


def cut(pages: Sequence[Weights], largest: int | None, most_pages: int | None) -> list[range]:
    """Put pages in order into as few files as a size in bytes and a number of pages allow; places from 0.

    A page that is too large by itself gets a file of its own.
    """
    parts: list[range] = []
    start, size = 0, FILE_COST
    inside: set[tuple[int, int, int]] = set()
    for place, weights in enumerate(pages):
        cost = PAGE_COST + sum(size for key, size in weights.items() if key not in inside)
        is_full = largest is not None and size + cost > largest
        if place > start and (is_full or (most_pages is not None and place - start >= most_pages)):
            parts.append(range(start, place))
            start, size, inside = place, FILE_COST, set()
            cost = PAGE_COST + sum(weights.values())
        size += cost
        inside.update(weights)
    return [*parts, range(start, len(pages))]
