"""A notice's reason split into its points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.denial_reasons import DenialItem, DenialKind, denial_items, sentences


def kinds(reason: str) -> list[str]:
    return [item.kind.value for item in denial_items(reason)]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("", []),
        ("   \n", []),
        ("Step therapy requirement not met.", ["step_not_met"]),
        ("You must first try two preferred products.", ["step_not_met"]),
        ("We require a 3-month trial of methotrexate.", ["step_not_met"]),
        ("Inadequate response, intolerance or contraindication to adalimumab is needed.", ["step_not_met"]),
        ("The records submitted do not show severity.", ["not_documented"]),
        ("There is no documentation of disease severity.", ["not_documented"]),
        ("We did not receive records that show this.", ["missing_information"]),
        ("More clinical information is needed.", ["missing_information"]),
        ("The drug is not medically necessary.", ["not_medically_necessary"]),
        ("Medical necessity has not been established.", ["not_medically_necessary"]),
        ("The drug is not on your plan's formulary.", ["non_formulary"]),
        ("This is a non-formulary drug.", ["non_formulary"]),
        ("The quantity requested exceeds the plan limit of 2 pens per 28 days.", ["quantity_limit"]),
        ("The dose requested is above the recommended maximum.", ["dose"]),
        ("Not covered under the age of 18.", ["age"]),
        ("This use is off-label.", ["off_label"]),
        ("The use is experimental or investigational.", ["experimental"]),
        ("The use is off-label and investigational.", ["off_label"]),
        ("It must be prescribed by or in consultation with a rheumatologist.", ["specialty"]),
        ("It will be used in combination with another biologic.", ["combination"]),
        ("Reauthorization criteria are not fulfilled.", ["renewal"]),
        ("A biosimilar is required.", ["biosimilar"]),
        ("The diagnosis provided does not qualify.", ["diagnosis"]),
        ("Another site of care has to be used.", ["site_of_care"]),
        ("This is a benefit exclusion.", ["exclusion"]),
        ("Prior authorization is required.", ["prior_authorization"]),
        ("See policy number IP0412.", ["policy_cited"]),
        ("A tuberculosis test within 12 months is required.", ["other"]),
    ],
)
def test_each_kind_is_known_by_its_markers(reason: str, expected: list[str]) -> None:
    assert kinds(reason) == expected


def test_points_stand_in_the_notices_order_each_with_its_sentence() -> None:
    reason = "We cannot approve this. The drug is not on the formulary. We did not receive your notes. See policy #12."
    assert denial_items(reason) == (
        DenialItem(DenialKind.NON_FORMULARY, "The drug is not on the formulary."),
        DenialItem(DenialKind.MISSING_INFORMATION, "We did not receive your notes."),
        DenialItem(DenialKind.POLICY_CITED, "See policy #12."),
    )


def test_one_kind_said_twice_is_one_point() -> None:
    assert kinds("Step therapy was not met. A trial of a preferred drug is required.") == ["step_not_met"]


def test_the_decision_and_the_way_to_appeal_are_no_points() -> None:
    reason = "Your request is denied. Step therapy was not met. You must send an appeal within 180 days."
    assert kinds(reason) == ["step_not_met"]


def test_a_length_of_trial_is_no_age() -> None:
    assert "age" not in kinds("A trial of acitretin, for at least 3 months.")


def test_a_reason_without_any_marker_is_one_point_as_a_whole() -> None:
    (item,) = denial_items("Coverage   cannot\nbe given.")
    assert item == DenialItem(DenialKind.OTHER, "Coverage cannot be given.")


def test_sentences_are_not_cut_at_abbreviations_and_are_cut_at_bullets() -> None:
    assert sentences("Seen by Dr. Smith, e.g. today. Next.\n• One\n• Two; three") == (
        "Seen by Dr. Smith, e.g. today.",
        "Next.",
        "One",
        "Two",
        "three",
    )


def test_a_key_changes_with_the_words() -> None:
    one, other = denial_items("Step therapy was not met.")[0], denial_items("Step therapy is not met.")[0]
    assert one.key != other.key
    assert one.key == denial_items("  Step therapy\nwas not met. ")[0].key


@given(st.text(max_size=200))
def test_any_text_with_words_has_a_point_and_quotes_only_its_own_words(text: str) -> None:
    items = denial_items(text)
    assert bool(items) == bool(text.strip()) or not sentences(text)
    plain = " ".join(text.split())
    for item in items:
        assert all(word in plain for word in item.quote.split())
