"""Citations at section level and their official addresses."""

import pytest

from denialdesk.domain.citation_text import official_link, section_of
from tests.law import law_book


@pytest.mark.parametrize(
    ("citation", "section"),
    [
        ("29 CFR 2560.503-1(h)(3)(i)", "29 CFR 2560.503-1"),
        ("29 CFR 2560.503-1(h)(3)(ii)-(v)", "29 CFR 2560.503-1"),
        ("29 CFR 2590.715-2719(d)(2)(iii)(B)(6)", "29 CFR 2590.715-2719"),
        ("42 CFR 423.582(a), (b)(1), (b)(2), (c)", "42 CFR 423.582"),
        ("42 CFR 438.408(b)(2)-(3), (c)", "42 CFR 438.408"),
        ("42 USC 1396a(a)(3)", "42 USC 1396a"),
        ("42 USC 1396r-8(d)(5)(A)-(B)", "42 USC 1396r-8"),
        ("42 USC 300gg-91(b)(5), (c)", "42 USC 300gg-91"),
        ("29 USC 1144(a), (b)(2)(B)", "29 USC 1144"),
        ("29 USC 1002(32), 1003(b)(1)", "29 USC 1002, 1003"),
        ("ERISA section 503 (29 USC 1133)", "ERISA section 503 (29 USC 1133)"),
        ("ERISA section 502(c)(1) (29 USC 1132)", "ERISA section 502 (29 USC 1132)"),
        ("42 CFR 423 subpart M (423.558-423.638)", "42 CFR 423 subpart M (423.558-423.638)"),
        (
            "29 CFR 2560.503-1(b)(4), as applied by 45 CFR 147.136(b)(3)(i)",
            "29 CFR 2560.503-1, as applied by 45 CFR 147.136",
        ),
        ("N.Y. Ins. Law 4900, 4902(a)(14)-(16), 4903(c-1)-(c-3), (g)", "N.Y. Ins. Law 4900, 4902, 4903"),
        ("26 CFR 54.9815-2719(b)(2)(i)", "26 CFR 54.9815-2719"),
        ("Tex. Ins. Code 1369.0546", "Tex. Ins. Code 1369.0546"),
    ],
)
def test_section_level(citation: str, section: str) -> None:
    assert section_of(citation) == section
    assert section_of(section) == section


def test_no_section_in_the_book_names_a_paragraph() -> None:
    for plan in law_book().plans.values():
        for right in plan.rights:
            for citation in right.citations:
                assert "(a)" not in citation.section
                assert "(i)" not in citation.section
                assert citation.text.startswith(citation.section[:8])


@pytest.mark.parametrize(
    ("citation", "link"),
    [
        ("29 CFR 2560.503-1(h)(3)(i)", "https://www.ecfr.gov/current/title-29/section-2560.503-1"),
        (
            "ERISA section 503 (29 USC 1133)",
            "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title29-section1133",
        ),
        (
            "42 USC 300gg-19(a)(1)(C)",
            "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title42-section300gg-19",
        ),
        ("Tex. Ins. Code 1369.0546", ""),
        ("plan brochure Section 8", ""),
        ("42 CFR 438 subpart F", "https://www.ecfr.gov/current/title-42/part-438/subpart-F"),
        ("5 CFR 890 subpart P", "https://www.ecfr.gov/current/title-5/part-890/subpart-P"),
    ],
)
def test_official_link(citation: str, link: str) -> None:
    assert official_link(citation) == link
