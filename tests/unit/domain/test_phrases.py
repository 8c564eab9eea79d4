"""The words of findings: requirements as the policy has them, rows as the log has them."""

import pytest

from denialdesk.domain.criteria import Length, LengthUnit, Node, Trial
from denialdesk.domain.phrases import listed, node_label, required_agent, required_length, sentence, trial_label
from denialdesk.domain.therapy import Outcome, Therapy
from tests.makers import (
    TNF,
    agent,
    all_of,
    any_of,
    at_least,
    condition,
    make_therapy,
    make_trial,
    months,
    weeks,
)
from tests.unit.domain.judging import judge

ADA = agent("adalimumab", as_printed="adalimumab product (any)")
ETN = agent("etanercept", as_printed="etanercept (Enbrel)")
BOTH = ("inadequate_response", "intolerance", "contraindication")


@pytest.mark.parametrize(
    ("trial", "label", "agents", "length"),
    [
        (
            make_trial(TNF, min_length=months(3, "3-month trial")),
            "3-month trial of: TNF inhibitor (any); accepted: completed trial",
            "TNF inhibitor (any)",
            "3-month trial",
        ),
        (
            make_trial(TNF, min_length=months(3)),
            "Trial of: TNF inhibitor (any), at least 3 months; accepted: completed trial",
            "TNF inhibitor (any)",
            "at least 3 months",
        ),
        (
            make_trial(TNF, min_length=Length(4, LengthUnit.WEEKS)),
            "Trial of: TNF inhibitor (any), 4 weeks; accepted: completed trial",
            "TNF inhibitor (any)",
            "4 weeks",
        ),
        (
            make_trial(ETN, ADA),
            "Trial of any one of: etanercept (Enbrel); adalimumab product (any); accepted: completed trial",
            "any one of: etanercept (Enbrel); adalimumab product (any)",
            "none printed",
        ),
        (
            make_trial(ETN, ADA, count=2, accepted=BOTH),
            (
                "Trial of 2 different of: etanercept (Enbrel); adalimumab product (any); "
                "accepted: inadequate response, intolerance or contraindication"
            ),
            "2 different of: etanercept (Enbrel); adalimumab product (any)",
            "none printed",
        ),
        (
            make_trial(TNF, count=2),
            "Trial of 2 different of: TNF inhibitor (any); accepted: completed trial",
            "2 different of: TNF inhibitor (any)",
            "none printed",
        ),
        (
            make_trial(ETN, ADA, count=None, count_all=True),
            "Trial of each of: etanercept (Enbrel); adalimumab product (any); accepted: completed trial",
            "each of: etanercept (Enbrel); adalimumab product (any)",
            "none printed",
        ),
        (
            make_trial(ETN, ADA, count=None),
            "Trial of: etanercept (Enbrel); adalimumab product (any) (number not printed); accepted: completed trial",
            "etanercept (Enbrel); adalimumab product (any) (number not printed)",
            "none printed",
        ),
        (
            make_trial(ETN, also_counts=(ADA, agent("infliximab"))),
            (
                "Trial of: etanercept (Enbrel) (also counts: adalimumab product (any); infliximab); "
                "accepted: completed trial"
            ),
            "etanercept (Enbrel) (also counts: adalimumab product (any); infliximab)",
            "none printed",
        ),
        (
            make_trial(ETN, accepted=("intolerance",)),
            "Intolerance of: etanercept (Enbrel)",
            "etanercept (Enbrel)",
            "none printed",
        ),
        (
            make_trial(ETN, accepted=("hypersensitivity",)),
            "Hypersensitivity to: etanercept (Enbrel)",
            "etanercept (Enbrel)",
            "none printed",
        ),
        (
            make_trial(ETN, accepted=("contraindication",)),
            "Contraindication to: etanercept (Enbrel)",
            "etanercept (Enbrel)",
            "none printed",
        ),
        (
            make_trial(ETN, accepted=("not_advisable",)),
            "Not advisable: etanercept (Enbrel)",
            "etanercept (Enbrel)",
            "none printed",
        ),
        (
            make_trial(ETN, accepted=("not_advisable", "contraindication")),
            "Contraindication to: etanercept (Enbrel); accepted: contraindication or not advisable",
            "etanercept (Enbrel)",
            "none printed",
        ),
        (
            make_trial(ETN, min_length=weeks(8), dose="maximally indicated dose", lookback=months(6)),
            (
                "Trial of: etanercept (Enbrel), at least 8 weeks, dose: maximally indicated dose, "
                "within the past 6 months; accepted: completed trial"
            ),
            "etanercept (Enbrel)",
            "at least 8 weeks",
        ),
    ],
)
def test_a_demanded_trial(trial: Trial, label: str, agents: str, length: str) -> None:
    assert trial_label(trial) == label
    assert required_agent(trial) == agents
    assert required_length(trial) == length


@pytest.mark.parametrize(
    ("node", "label"),
    [
        (condition("site", "Face or neck"), "Face or neck"),
        (all_of(condition(), condition()), "All 2 of these"),
        (any_of(condition(), condition(), condition()), "Any one of these 3"),
        (at_least(2, condition(), condition(), condition()), "At least 2 of these 3"),
    ],
)
def test_other_requirements(node: Node, label: str) -> None:
    assert node_label(node) == label


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            make_therapy("Humira", "2024-03-14", "2024-09"),
            (
                "Humira (adalimumab), taken March 14, 2024 to September 2024: at least 5 months 18 days, "
                "enough for 3 months; inadequate response."
            ),
        ),
        (
            make_therapy("Humira", "2024-03", "2024-06", outcome=Outcome.LOST_RESPONSE),
            (
                "Humira (adalimumab), taken March 2024 to June 2024: between 2 months 1 day and 3 months 29 days, "
                "which may or may not be 3 months; response lost."
            ),
        ),
        (
            make_therapy("etanercept", "2024-03-14", "2024-04-14", outcome=Outcome.OTHER),
            "Etanercept, taken March 14, 2024 to April 14, 2024: 1 month, short of 3 months; ended for another reason.",
        ),
        (
            make_therapy("Enbrel", "2024-03-14", "", outcome=Outcome.UNKNOWN),
            (
                "Enbrel (etanercept), started March 14, 2024, stop date missing: at most 32 months 7 days, "
                "which may or may not be 3 months; outcome not recorded."
            ),
        ),
        (
            make_therapy("Enbrel", "", "2024-03-14"),
            (
                "Enbrel (etanercept), stopped March 14, 2024, start date missing: the dates do not show 3 months; "
                "inadequate response."
            ),
        ),
        (
            make_therapy("Enbrel", "", ""),
            "Enbrel (etanercept), taken, dates missing: the dates do not show 3 months; inadequate response.",
        ),
        (
            make_therapy("Enbrel", "2026-01-05", "", ongoing=True, outcome=Outcome.ONGOING),
            "Enbrel (etanercept), taken since January 5, 2026: 10 months 16 days, enough for 3 months.",
        ),
        (
            make_therapy("Enbrel", "", "", ongoing=True, outcome=Outcome.ONGOING),
            "Enbrel (etanercept), still taken, start date missing: the dates do not show 3 months.",
        ),
        (
            make_therapy("Enbrel", "2024-06-14", "2024-03-14"),
            (
                "Enbrel (etanercept), taken June 14, 2024 to March 14, 2024: the dates do not show 3 months; "
                "inadequate response."
            ),
        ),
    ],
)
def test_a_row_in_a_reason_claims_no_more_than_the_log(row: Therapy, reason: str) -> None:
    assert judge(make_trial(TNF, min_length=months(3)), row).reason == reason


def test_a_month_of_days_is_named() -> None:
    trial = make_trial(TNF, min_length=months(3, "3 months", days_per_month=30))
    assert "enough for 3 months of 30 days" in judge(trial, make_therapy("Humira", "2024-07-01", "2024-09-29")).reason


def test_a_running_trial_is_not_called_a_failure() -> None:
    trial = make_trial(TNF, accepted=("inadequate_response",))
    row = make_therapy("Humira", "2026-01-05", "", ongoing=True, outcome=Outcome.ONGOING)
    assert judge(trial, row).reason == (
        "Humira (adalimumab), taken since January 5, 2026: 10 months 16 days; a trial still running is not a failure."
    )


@pytest.mark.parametrize(
    ("words", "text"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_lists(words: tuple[str, ...], text: str) -> None:
    assert listed(words) == text
    assert listed(words, "or") == text.replace(" and ", " or ")


@pytest.mark.parametrize(
    ("text", "written"), [("", ""), (" ", ""), ("a b", "A b."), ("Why?", "Why?"), ("Done.", "Done."), ("x!", "X!")]
)
def test_sentences(text: str, written: str) -> None:
    assert sentence(text) == written
