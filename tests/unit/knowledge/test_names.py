"""Drug names as charts, pharmacies and exports write them."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.quick_line import parse_quick_line
from denialdesk.domain.record import drug_of
from denialdesk.domain.vocabulary import NameMatch
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.names import words_of
from tests.makers import make_therapy


@cache
def library() -> Library:
    return load_library()


@pytest.mark.parametrize(
    ("text", "drug_id", "name", "is_brand"),
    [
        ("Humira 40 mg/0.4 mL pen", "adalimumab", "Humira", True),
        ("HUMIRA", "adalimumab", "Humira", True),
        ("adalimumab-atto", "adalimumab", "adalimumab-atto", False),
        ("adalimumab-atto (Amjevita)", "adalimumab", "Amjevita", True),
        ("0.4 ML adalimumab 100 MG/ML Auto-Injector [Humira]", "adalimumab", "Humira", True),
        ("methotrexate sodium 2.5 MG Oral Tablet", "methotrexate", "methotrexate", False),
        ("mtx", "methotrexate", "methotrexate", False),
        ("MTX 15mg weekly", "methotrexate", "methotrexate", False),
        ("ssz", "sulfasalazine", "sulfasalazine", False),
        ("HCQ 200 mg bid", "hydroxychloroquine", "hydroxychloroquine", False),
        ("lef", "leflunomide", "leflunomide", False),
        ("aza 100", "azathioprine", "azathioprine", False),
        ("6-MP", "mercaptopurine", "mercaptopurine", False),
        ("6mp 50 mg", "mercaptopurine", "mercaptopurine", False),
        ("CyA", "cyclosporine", "cyclosporine", False),
        ("pred taper", "prednisone", "prednisone", False),
        ("prednisoLONE 5 mg", "prednisolone", "prednisolone", False),
        ("Rinvoq LQ", "upadacitinib", "Rinvoq LQ", True),
        ("rinvoq 15 mg ER", "upadacitinib", "Rinvoq", True),
        ("Xeljanz XR", "tofacitinib", "Xeljanz XR", True),
        ("tofacitinib 11 MG 24HR Extended Release Oral Tablet", "tofacitinib", "tofacitinib", False),
        ("ustekinumab-ttwe", "ustekinumab", "ustekinumab-ttwe", False),
        ("Selarsdi", "ustekinumab", "Selarsdi", True),
        ("Zymfentra", "infliximab", "Zymfentra", True),
        ("certolizumab", "certolizumab-pegol", "certolizumab pegol", False),
        ("solumedrol", "methylprednisolone", "Solu-Medrol", True),
        ("narrowband UVB", "nb-uvb", "narrowband UVB phototherapy", False),
        ("NB-UVB", "nb-uvb", "NB-UVB", False),
        ("NB-UVB phototherapy 3x weekly", "nb-uvb", "narrowband UVB phototherapy", False),
        ("phototherapy (NB-UVB)", "nb-uvb", "NB-UVB", False),
        ("phototherapy with narrowband UVB", "nb-uvb", "narrowband UVB phototherapy", False),
        ("broadband UVB", "bb-uvb", "broadband UVB phototherapy", False),
        ("PUVA phototherapy", "puva", "PUVA photochemotherapy", False),
        ("excimer laser phototherapy", "excimer-laser", "excimer laser", False),
        ("phototherapy", "phototherapy-unspecified", "phototherapy", False),
        ("home phototherapy 3x weekly", "phototherapy-unspecified", "phototherapy", False),
        ("UV light therapy", "phototherapy-unspecified", "phototherapy", False),
        ("UVB", "uvb-phototherapy", "UVB phototherapy", False),
        ("UVB phototherapy", "uvb-phototherapy", "UVB phototherapy", False),
        ("mycophenolate mofetil 500 mg tab", "mycophenolate-mofetil", "mycophenolate mofetil", False),
        ("mycophenolate sodium", "mycophenolic-acid", "mycophenolic acid", False),
        ("mycophenolate DR 360 mg", "mycophenolic-acid", "mycophenolic acid", False),
        ("methotrexate and folic acid", "methotrexate", "methotrexate", False),
        ("Advair Diskus 250/50", "fluticasone-salmeterol", "Advair", True),
        (
            "fluticasone propionate 250 MCG / salmeterol 50 MCG Dry Powder Inhaler",
            "fluticasone-salmeterol",
            "fluticasone-salmeterol",
            False,
        ),
        ("Jubbonti", "denosumab", "Jubbonti", True),
        ("divalproex 500 mg", "valproate", "valproate", False),
    ],
)
def test_a_name_is_recognised_with_what_stands_around_it(text: str, drug_id: str, name: str, is_brand: bool) -> None:
    assert library().recognise_drug(text) == NameMatch(drug_id, name, is_brand, name if is_brand else "")


@pytest.mark.parametrize(
    ("text", "drug_id"),
    [
        ("tacrolimus 0.1% ointment", "tacrolimus-topical"),
        ("tacrolimus 1 mg capsule", "tacrolimus-systemic"),
        ("Protopic", "tacrolimus-topical"),
        ("hydrocortisone 2.5% cream", "hydrocortisone-topical"),
        ("hydrocortisone 20 mg tab", "hydrocortisone-systemic"),
        ("triamcinolone 0.1% cream", "triamcinolone-acetonide-topical"),
        ("Kenalog-40 injection", "triamcinolone-injection"),
        ("budesonide EC 9 mg capsule", "budesonide-gut"),
        ("fluticasone nasal spray", "fluticasone-intranasal"),
        ("ruxolitinib 1.5% cream", "ruxolitinib-topical"),
        ("mycophenolate IV", "mycophenolate-mofetil"),
    ],
)
def test_the_form_decides_between_drugs_of_one_name(text: str, drug_id: str) -> None:
    match = library().recognise_drug(text)
    assert match is not None
    assert match.drug_id == drug_id


@pytest.mark.parametrize(
    ("drug", "route", "dose", "drug_id"),
    [
        ("tacrolimus", "topical", "", "tacrolimus-topical"),
        ("tacrolimus", "", "0.1% ointment twice daily", "tacrolimus-topical"),
        ("tacrolimus", "topical", "0.1% ointment", "tacrolimus-topical"),
        ("tacrolimus", "PO", "", "tacrolimus-systemic"),
        ("tacrolimus", "", "1 mg capsule", "tacrolimus-systemic"),
        ("tacrolimus", "", "1 mg", ""),
        ("tacrolimus", "oral or topical", "", ""),
        ("tacrolimus", "oral", "0.1% ointment", ""),
        ("tacrolimus", "injection", "", ""),
        ("tacrolimus", "intra-articular", "", ""),
        ("triamcinolone", "topical", "", "triamcinolone-acetonide-topical"),
        ("triamcinolone", "", "0.1% cream", "triamcinolone-acetonide-topical"),
        ("triamcinolone", "intranasal", "", "triamcinolone-intranasal"),
        ("triamcinolone", "intralesional", "10 mg/mL", "triamcinolone-injection"),
        ("triamcinolone", "", "40 mg injection", "triamcinolone-injection"),
        ("triamcinolone", "oral", "", ""),
        ("triamcinolone", "", "0.1%", ""),
        ("hydrocortisone", "intra-articular", "", ""),
        ("mycophenolate", "intravenous", "", "mycophenolate-mofetil"),
        ("mycophenolate", "oral", "500 mg", ""),
        ("Protopic", "", "", "tacrolimus-topical"),
        ("an invented drug", "topical", "", ""),
        ("", "topical", "methotrexate cream", ""),
    ],
)
def test_the_route_or_dose_of_a_row_decides_and_nothing_is_guessed(
    drug: str, route: str, dose: str, drug_id: str
) -> None:
    match = drug_of(make_therapy(drug, drug_id="", route=route, dose=dose), library())
    assert (match.drug_id if match else "") == drug_id


@pytest.mark.parametrize(
    "text",
    [
        "tacrolimus",
        "hydrocortisone",
        "fluticasone",
        "mometasone",
        "budesonide",
        "ruxolitinib",
        "Jakafi (ruxolitinib 5 mg tablet)",
        "mycophenolate",
        "mycophenolate 500 mg tablet",
        "triamcinolone",
        "triamcinolone acetonide 0.1%",
        "methotrexate and phototherapy",
        "PUVA and UVB",
        "light therapy",
        "Humira or Enbrel",
        "Stelara, then Humira",
        "a biologic",
        "steroid",
        "",
        "   ",
        "40 mg",
        "adalimumabish",
        "prehumira",
    ],
)
def test_what_may_mean_two_things_or_none_is_not_guessed(text: str) -> None:
    assert library().recognise_drug(text) is None


def test_every_offered_name_is_recognised_as_its_own_drug() -> None:
    unsure = []
    for drug in library().drugs():
        for name in drug.names:
            match = library().recognise_drug(name)
            if match is None or match.drug_id != drug.id:
                unsure.append((drug.id, name))
    # These bear the plain name of a drug that has other forms too: the form has to stand beside it.
    assert unsure == [
        ("fluticasone-propionate-topical", "fluticasone propionate"),
        ("hydrocortisone-topical", "hydrocortisone"),
        ("mometasone-topical", "mometasone"),
        ("triamcinolone-acetonide-topical", "triamcinolone acetonide"),
    ]


@given(st.sampled_from([drug.generic for drug in load_library().drugs()]), st.data())
def test_case_and_spaces_change_nothing(name: str, data: st.DataObject) -> None:
    changed = "".join(data.draw(st.sampled_from((char.upper(), char.lower()))) for char in name)
    assert library().recognise_drug(f"  {changed} ") == library().recognise_drug(name)


@given(st.text(max_size=60))
def test_no_text_breaks_the_recogniser(text: str) -> None:
    library().recognise_drug(text)
    library().complete_drug(text)
    library().recognise_indication(text)
    library().complete_indication(text)


@pytest.mark.parametrize(
    ("prefix", "first", "among"),
    [
        ("hum", "Humira", ()),
        ("rin", "Rinvoq", ("Rinvoq LQ",)),
        ("mtx", "methotrexate", ()),
        ("6-m", "mercaptopurine", ()),
        ("lq", "Rinvoq LQ", ()),
        ("rinvoq l", "Rinvoq LQ", ()),
        ("ustek", "ustekinumab", ("ustekinumab-aekn",)),
        ("stela", "Stelara", ()),
    ],
)
def test_names_are_offered_while_one_types(prefix: str, first: str, among: tuple[str, ...]) -> None:
    offers = [match.name for match in library().complete_drug(prefix)]
    assert offers[0] == first
    assert set(among) <= set(offers)


def test_offers_keep_to_their_number_and_do_not_repeat() -> None:
    offers = library().complete_drug("a", 5)
    assert len(offers) == 5
    assert len({offer.name for offer in offers}) == 5
    assert library().complete_drug("") == ()


def test_a_drug_that_can_be_requested_is_offered_before_one_that_cannot() -> None:
    offers = [match.drug_id for match in library().complete_drug("be", 30)]
    assert offers.index("belimumab") < offers.index("beclomethasone-inhaled")


def test_words_lose_accents_apostrophes_and_joining_words() -> None:
    assert words_of("Crohn\N{RIGHT SINGLE QUOTATION MARK}s and Behçet's") == ("crohns", "behcets")


@pytest.mark.parametrize(
    ("line", "drug", "drug_id", "warned"),
    [
        ("phototherapy (NB-UVB) 3/24-9/24 failed", "NB-UVB", "nb-uvb", False),
        ("NB-UVB phototherapy 3x weekly 3/24-9/24 failed", "narrowband UVB phototherapy", "nb-uvb", False),
        ("phototherapy 3/24-9/24 failed", "phototherapy", "phototherapy-unspecified", False),
        ("methotrexate and phototherapy 3/24-9/24 failed", "methotrexate", "methotrexate", True),
        ("tacrolimus topical 3/24-9/24 failed", "tacrolimus topical", "tacrolimus-topical", False),
        ("mycophenolate 500 mg 3/24-9/24 failed", "mycophenolate", "", True),
    ],
)
def test_a_line_typed_quickly_names_one_therapy(line: str, drug: str, drug_id: str, warned: bool) -> None:
    read = parse_quick_line(line, vocabulary=library(), today=dt.date(2026, 11, 21), therapy_id="row")
    assert (read.therapy.drug, read.therapy.drug_id, bool(read.warnings)) == (drug, drug_id, warned)
