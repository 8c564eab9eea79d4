"""Strict reading of a data file, key by key."""

import datetime as dt
from enum import StrEnum
from pathlib import Path

import pytest

from denialdesk.knowledge.strict_yaml import DataFileError, Fields, read_fields


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def fields_of(tmp_path: Path, text: str) -> Fields:
    path = tmp_path / "data.yaml"
    path.write_text(text, encoding="utf-8")
    return read_fields(path)


def read_whole(tmp_path: Path, text: str) -> None:
    fields = fields_of(tmp_path, text)
    fields.scalar("a")
    fields.close()


def test_each_kind_of_value_is_read(tmp_path: Path) -> None:
    fields = fields_of(
        tmp_path,
        "text: plain\nnumber: 7\nyes_no: false\nday: 2026-02-28\ncolour: blue\nmany: [a, b]\n"
        "rows:\n- {x: 1}\n- {x: 2}\ninner: {y: z}\nempty: null\n",
    )

    assert fields.text("text") == "plain"
    assert fields.integer("number") == 7
    assert fields.boolean("yes_no") is False
    assert fields.date("day") == dt.date(2026, 2, 28)
    assert fields.choice("colour", Colour) is Colour.BLUE
    assert fields.texts("many") == ("a", "b")
    assert [row.integer("x") for row in fields.maps("rows")] == [1, 2]
    inner = fields.map("inner")
    assert inner is not None
    assert inner.text("y") == "z"
    assert fields.scalar("empty") is None
    assert fields.integer("absent") is None
    fields.close()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "data.yaml is empty"),
        ("- a\n- b\n", "line 1: the file must be named fields"),
        ("a: 1\nb: [\n", "data.yaml, line"),
        ("a: 1\na: 2\n", "line 2: the key 'a' stands twice"),
        ("? [a]\n: 1\n", "line 1: a key must be text"),
        ("a: 1\nextra: 2\n", "line 2: unknown key 'extra'"),
    ],
)
def test_a_broken_file_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read_whole(tmp_path, text)

    assert message in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_bytes(b"a: \xff\xfe\n")

    with pytest.raises(DataFileError, match="not UTF-8"):
        read_fields(path)


def test_tags_that_are_no_plain_data_are_refused(tmp_path: Path) -> None:
    fields = fields_of(tmp_path, "a: !!python/name:os.system\n")

    with pytest.raises(DataFileError, match="kind of value"):
        fields.scalar("a")


def test_a_number_where_text_belongs_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="quotes"):
        fields_of(tmp_path, "a: 12\n").text("a")
    with pytest.raises(DataFileError, match="each item"):
        fields_of(tmp_path, "a: [12]\n").texts("a")
