"""The shipped samples speak of drugs and conditions as the criteria know them."""

from __future__ import annotations

import pytest

from denialdesk.domain.case import Case
from denialdesk.knowledge.library import load_library
from denialdesk.services.demo import sample_cases


@pytest.mark.parametrize("case", sample_cases(), ids=lambda case: str(case.id))
def test_every_id_of_a_sample_is_on_file(case: Case) -> None:
    library = load_library()
    assert library.indication(case.request.indication_id) is not None
    assert library.drug(case.request.drug_id) is not None
    assert case.therapies
    for row in case.therapies:
        match = library.recognise_drug(row.drug)
        assert match is not None
        assert row.drug_id == match.drug_id
