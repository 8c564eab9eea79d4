"""Names typed into a policy, and the lines of the list of policies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from denialdesk.domain.criteria import Agent
from denialdesk.domain.office_criteria import OfficePolicy, Origin, PolicyMark
from denialdesk.knowledge.office_library import OfficeLibrary, content_hash
from denialdesk.ui.models.policy_names import (
    agents_of,
    drug_name,
    join_names,
    lines_of,
    meaning_offers,
    meaning_text,
    new_agent,
    read_meaning,
    split_names,
    tail_offers,
)
from denialdesk.ui.models.policy_table import COLUMNS, PolicyFilter, PolicyTableModel, Standing, policy_lines
from tests.ui.sessions import library

PA, PREFERRED = "cigna-upadacitinib-ra-pa", "cigna-upadacitinib-ra-preferred-product"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        (" ; ;", ()),
        ("methotrexate", ("methotrexate",)),
        ("methotrexate;  TNF inhibitor ; ", ("methotrexate", "TNF inhibitor")),
        ("a; b; a", ("a", "b")),
    ],
)
def test_names_are_divided_by_semicolons(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names
    assert split_names(join_names(names)) == names


@pytest.mark.parametrize(
    ("text", "drugs", "classes", "unknown"),
    [
        ("Humira", {"adalimumab"}, set(), ()),
        ("tnf inhibitor", set(), {"TNF inhibitor"}, ()),
        ("any TNF inhibitor; mtx", {"methotrexate"}, {"TNF inhibitor"}, ()),
        ("a Step 1 agent; Rinvoq", {"upadacitinib"}, set(), ("a Step 1 agent",)),
    ],
)
def test_names_are_read_as_drugs_and_classes(
    text: str, drugs: set[str], classes: set[str], unknown: tuple[str, ...]
) -> None:
    meaning = read_meaning(library(), text)
    assert meaning.drug_ids == drugs
    assert meaning.classes == classes
    assert meaning.unknown == unknown


@given(st.sets(st.sampled_from([drug.id for drug in library().drugs()]), max_size=4))
def test_what_is_written_reads_back(drug_ids: set[str]) -> None:
    written = meaning_text(library(), drug_ids)
    read = read_meaning(library(), written)
    named = {drug_id for drug_id in drug_ids if drug_name(library(), drug_id) != drug_id or drug_id in read.drug_ids}
    assert read.drug_ids >= named


def test_every_drug_on_file_is_written_so_that_it_is_recognised() -> None:
    lost = [
        drug.id
        for drug in library().drugs()
        if read_meaning(library(), drug_name(library(), drug.id)).drug_ids != {drug.id}
    ]
    assert lost == []


def test_offers_complete_the_last_name_only() -> None:
    offers = tail_offers(lambda text: meaning_offers(library(), text), "methotrexate; TNF")
    assert offers[0].text == "methotrexate; TNF inhibitor"
    assert offers[0].shown == "TNF inhibitor  –  class"
    assert {offer.detail for offer in meaning_offers(library(), "")} == {"class"}
    assert "upadacitinib" in {offer.id for offer in meaning_offers(library(), "rinv")}


def test_an_agent_that_stood_there_keeps_what_was_said_of_it() -> None:
    special = Agent("methotrexate", frozenset({"methotrexate"}), routes=frozenset({"oral"}))
    agents = agents_of(library(), "methotrexate; leflunomide", (special,))
    assert agents == (special, new_agent(library(), "leflunomide"))


def test_lines_that_say_nothing_are_left_out() -> None:
    assert lines_of("one\n\n  two  \n") == ("one", "two")


# ---------------------------------------------------------------- the list


def lines_with(*policies: OfficePolicy, marks: tuple[PolicyMark, ...] = ()) -> dict[str, tuple[Origin, Standing, str]]:
    found = policy_lines(OfficeLibrary(library(), policies, marks))
    return {line.policy_id: (line.origin, line.standing, line.cells[-1]) for line in found}


def corrected() -> OfficePolicy:
    policy = library().policy(PA)
    assert policy is not None
    return OfficePolicy(replace(policy, number="X"), content_hash(policy), "Casey", "2026-11-20")


def test_how_a_policy_stands_is_said() -> None:
    text = corrected()
    mark = PolicyMark(PA, content_hash(text.policy), "Casey", "2026-11-20")
    assert lines_with()[PA] == (Origin.SHIPPED, Standing.SHIPPED, "")
    assert lines_with(text)[PA] == (Origin.CORRECTED, Standing.ENTERED, "Corrected; not checked")
    checked = "Corrected; checked by Casey, November 20, 2026"
    assert lines_with(text, marks=(mark,))[PA] == (Origin.CORRECTED, Standing.CHECKED, checked)
    assert lines_with(marks=(mark,))[PA] == (Origin.SHIPPED, Standing.LAPSED, "Check again: the text has changed")
    old = replace(text, base_hash="another")
    assert lines_with(old)[PA][2] == "Corrected; the shipped text has changed since"
    own = replace(text, policy=replace(text.policy, id="office-x"), base_hash="")
    assert lines_with(own)["office-x"] == (Origin.OWN, Standing.ENTERED, "Your own; not checked")
    assert Standing.VERIFIED in {standing for _origin, standing, _words in lines_with().values()}


def test_the_list_is_a_model_and_is_filtered_by_words() -> None:
    model, kept = PolicyTableModel(), PolicyFilter()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    kept.setSourceModel(model)
    model.set_lines(policy_lines(OfficeLibrary(library(), [corrected()])))
    assert (kept.rowCount(), kept.columnCount()) == (229, len(COLUMNS))
    kept.set_filter("CIGNA ra upada", only_office=False)
    found = [model.lines[kept.mapToSource(kept.index(row, 0)).row()].policy_id for row in range(kept.rowCount())]
    assert {PA, PREFERRED} <= set(found)
    assert all(each.startswith("cigna-upadacitinib") for each in found)
    kept.set_filter("", only_office=True)
    assert kept.rowCount() == 1
    assert kept.index(0, 0).data() == "Cigna"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Payer"
    kept.set_filter("nothing like it", only_office=False)
    assert kept.rowCount() == 0
