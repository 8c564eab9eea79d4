"""The office's own criteria in the vault: entered, corrected, checked, attached, shared; nothing replaced silently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from denialdesk.domain.changes import NO_CHANGES, Area
from denialdesk.domain.criteria import (
    AcceptedOutcome,
    Agent,
    Condition,
    Layer,
    Length,
    LengthUnit,
    Policy,
    PolicyDrug,
    PolicyIndication,
    Trial,
)
from denialdesk.domain.errors import UnreadableFileError, UserError
from denialdesk.domain.office_criteria import OfficePolicy, Origin
from denialdesk.domain.policy_edit import add_step, replace_node
from denialdesk.domain.sources import Reference, Verification, VerificationState
from denialdesk.domain.worked_example import Expectation, WorkedExample
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.office_library import OfficeLibrary, content_hash
from denialdesk.knowledge.strict_yaml import DataFileError
from denialdesk.services.criteria import (
    CheckEntry,
    CriteriaService,
    ImportChoice,
    NewDocument,
    PolicyExistsError,
    PolicyProblemsError,
    PolicySource,
    slug,
)
from denialdesk.services.vault import VaultService
from denialdesk.storage.criteria import CriteriaRepository
from denialdesk.storage.documents import DocumentRepository
from tests.packs import pack
from tests.policies import full_policy
from tests.vault_makers import Clock, all_bytes, counting_ids, open_new_vault

PA, PREFERRED = "cigna-upadacitinib-ra-pa", "cigna-upadacitinib-ra-preferred-product"
WHO = "Casey Invented"
PDF = NewDocument("policy.pdf", "application/pdf", b"%PDF-1.7 invented")
CHECK = CheckEntry(WHO, "IP0682", "2026-03-15", "4", "compared line by line")


@cache
def shipped() -> Library:
    return load_library()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[VaultService]:
    vault = open_new_vault(tmp_path / "profile")
    yield vault
    vault.close()


@pytest.fixture
def service(vault: VaultService) -> CriteriaService:
    return make_service(vault)


def make_service(vault: VaultService, library: Library | None = None) -> CriteriaService:
    return CriteriaService(vault.database, library or shipped(), Clock(), counting_ids("doc"))


def text_of(policy_id: str = PA) -> Policy:
    policy = shipped().policy(policy_id)
    assert policy is not None
    return policy


def without_intolerance() -> Policy:
    """The shipped policy with one way to meet it left: a 6-month trial of two drugs."""
    trial = Trial(
        "",
        (Agent("TNF inhibitor", classes=frozenset({"TNF inhibitor"})),),
        count=2,
        min_length=Length(6, LengthUnit.MONTHS, "6 months"),
        accepted_outcomes=frozenset({AcceptedOutcome.INADEQUATE_RESPONSE}),
    )
    return replace_node(text_of(), "step1", trial)


def own_policy(**fields: object) -> Policy:
    values: dict[str, object] = {
        "id": "",
        "payer_id": "",
        "payer_name": "Example Health Plan",
        "layer": Layer.STEP_THERAPY,
        "drug": PolicyDrug("upadacitinib", "upadacitinib"),
        "indication": PolicyIndication(("rheumatoid-arthritis",), "Rheumatoid arthritis", "RA"),
        "reference": Reference(""),
        "verification": Verification(VerificationState.UNVERIFIED),
        **fields,
    }
    policy = Policy(**values)  # type: ignore[arg-type]  # fields by name
    return add_step(policy, "Methotrexate", Trial("", (Agent("methotrexate", frozenset({"methotrexate"})),)))


def in_force(service: CriteriaService, policy_id: str = PA) -> Policy:
    policy = service.read().library.policy(policy_id)
    assert policy is not None
    return policy


# ---------------------------------------------------------------- correcting and entering


def test_a_correction_is_kept_and_in_force(service: CriteriaService) -> None:
    policy_id, changes = service.save(without_intolerance(), WHO)
    assert policy_id == PA
    assert changes.areas == {Area.KNOWLEDGE}
    assert in_force(service).steps == without_intolerance().steps
    library = service.read().library
    assert library.origin(PA) is Origin.CORRECTED
    office = library.office_policy(PA)
    assert office is not None
    assert (office.written_by, office.written_on, office.base_hash) == (WHO, "2026-11-21", content_hash(text_of()))
    assert service.differences(PA)[0].before.strip() == "Any one of these 2"
    assert service.differences(PREFERRED) == ()


def test_a_policy_with_something_in_every_field_is_kept_whole(service: CriteriaService) -> None:
    policy_id, _ = service.save(replace(full_policy(), id="", payer_id="cigna"), WHO)
    kept = in_force(service, policy_id)
    assert content_hash(kept) == content_hash(full_policy())


def test_saying_what_the_shipped_policy_says_is_no_correction(service: CriteriaService) -> None:
    assert service.save(text_of(), WHO)[1] == NO_CHANGES
    service.save(without_intolerance(), WHO)
    assert service.save(text_of(), WHO)[1].touches(Area.KNOWLEDGE)
    assert service.read().library.origin(PA) is Origin.SHIPPED


def test_a_policy_put_out_of_force_is_a_correction(service: CriteriaService) -> None:
    service.save(replace(text_of(), currency="superseded", superseded_on="2026-10-01"), WHO)
    assert in_force(service).currency == "superseded"


def test_an_own_policy_gets_an_id_and_its_payer_is_known(service: CriteriaService) -> None:
    policy_id, _ = service.save(own_policy(), WHO)
    assert policy_id == "office-example-health-plan-upadacitinib-ra-step-therapy"
    library = service.read().library
    assert library.origin(policy_id) is Origin.OWN
    payer = library.payer("example-health-plan")
    assert payer is not None
    assert payer.name == "Example Health Plan"
    again, _ = service.save(own_policy(), WHO)
    assert again == f"{policy_id}-2"


def test_a_payer_on_file_is_recognised_by_its_name(service: CriteriaService) -> None:
    policy_id, _ = service.save(own_policy(payer_name="CIGNA Healthcare"), WHO)
    policy = in_force(service, policy_id)
    assert (policy.payer_id, policy.payer_name) == ("cigna", "Cigna")


def test_changing_an_own_policy_keeps_its_id(service: CriteriaService) -> None:
    policy_id, _ = service.save(own_policy(), WHO)
    changed = replace(in_force(service, policy_id), number="NEW-1")
    assert service.save(changed, WHO)[0] == policy_id
    assert in_force(service, policy_id).number == "NEW-1"
    assert len(service.read().library.office_policies()) == 1


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (own_policy(payer_name=""), r"Name the payer\.$"),
        (own_policy(drug=PolicyDrug("", ""), indication=PolicyIndication((), "")), r"Name the drug\. 1 more to mend"),
        (own_policy(drug=PolicyDrug("no-such-drug", "x")), r"The policy, line \d+: there is no drug 'no-such-drug'"),
        (own_policy(benefit="both", effective_date="spring"), r"Write the date as printed"),
    ],
)
def test_what_is_not_complete_is_not_kept(service: CriteriaService, policy: Policy, message: str) -> None:
    with pytest.raises((PolicyProblemsError, DataFileError), match=message):
        service.save(policy, WHO)
    assert service.read().library.office_policies() == ()


def test_removing_a_correction_brings_the_shipped_policy_back(service: CriteriaService) -> None:
    service.save(without_intolerance(), WHO, check=CHECK, document=PDF)
    assert service.remove(PA).touches(Area.KNOWLEDGE)
    assert in_force(service).steps == text_of().steps
    assert not in_force(service).verification.is_verified
    assert service.read().library.mark(PA) is None
    assert service.remove(PA) == NO_CHANGES


def test_removing_an_own_policy_takes_its_document_along(service: CriteriaService, vault: VaultService) -> None:
    policy_id, _ = service.save(own_policy(), WHO, document=PDF, source=PolicySource("as printed"))
    service.remove(policy_id)
    assert service.read().library.policy(policy_id) is None
    assert DocumentRepository(vault.database).of_case("") == ()
    assert service.source_of(policy_id) == PolicySource()


def test_everything_is_there_when_the_vault_is_opened_again(service: CriteriaService, vault: VaultService) -> None:
    service.save(without_intolerance(), WHO, check=CHECK, source=PolicySource("Two TNF inhibitors."), document=PDF)
    vault.close()
    vault.open()
    again = make_service(vault)
    assert in_force(again).verification.is_verified
    assert again.source_of(PA).text == "Two TNF inhibitors."
    assert again.document_content(PA) == PDF.content


def test_a_policy_text_does_not_lie_in_the_open(service: CriteriaService, vault: VaultService) -> None:
    service.save(own_policy(payer_name="Zanzibar Mutual"), WHO, source=PolicySource("secret payer wording"))
    vault.close()
    data = all_bytes(vault.profile)
    assert b"Zanzibar" not in data
    assert b"secret payer wording" not in data


# ---------------------------------------------------------------- checking


def test_a_shipped_policy_marked_as_checked(service: CriteriaService) -> None:
    assert service.mark_checked(PA, CHECK).touches(Area.KNOWLEDGE)
    policy = in_force(service)
    assert policy.verification.is_verified
    assert (policy.verification.by, policy.verification.on, policy.verification.where) == (WHO, "2026-11-21", "4")
    assert policy.effective_date == "2026-03-15"
    assert service.withdraw_check(PA).touches(Area.KNOWLEDGE)
    assert not in_force(service).verification.is_verified
    assert service.withdraw_check(PA) == NO_CHANGES


def test_a_check_is_made_anew_over_an_earlier_one(service: CriteriaService) -> None:
    service.mark_checked(PA, CHECK)
    service.mark_checked(PA, CheckEntry("Robin Invented", "IP0682", "2026-07-01"))
    policy = in_force(service)
    assert (policy.verification.by, policy.effective_date) == ("Robin Invented", "2026-07-01")


def test_a_check_lapses_when_the_office_changes_the_text(service: CriteriaService) -> None:
    service.mark_checked(PA, CHECK)
    service.save(without_intolerance(), WHO)
    assert not in_force(service).verification.is_verified
    service.save(without_intolerance(), WHO, check=CHECK)
    assert in_force(service).verification.is_verified


@pytest.mark.parametrize(("policy_id", "entry"), [("nowhere", CHECK), (PA, CheckEntry("  "))])
def test_a_check_needs_a_policy_and_a_name(service: CriteriaService, policy_id: str, entry: CheckEntry) -> None:
    with pytest.raises(UserError):
        service.mark_checked(policy_id, entry)


def test_saving_with_a_check_without_a_name_keeps_nothing(service: CriteriaService) -> None:
    with pytest.raises(UserError, match="needs the name"):
        service.save(without_intolerance(), WHO, check=CheckEntry(""), document=PDF)
    assert service.read().library.origin(PA) is Origin.SHIPPED
    assert service.source_of(PA) == PolicySource()


# ---------------------------------------------------------------- the payer's document


def test_a_document_is_attached_exchanged_and_taken_away(service: CriteriaService, vault: VaultService) -> None:
    service.save(text_of(), WHO, document=PDF)
    source = service.source_of(PA)
    assert source.document is not None
    assert (source.document.name, source.document.size) == ("policy.pdf", len(PDF.content))
    assert service.save(text_of(), WHO, source=source)[1] == NO_CHANGES
    service.save(text_of(), WHO, source=source, document=replace(PDF, name="newer.pdf", content=b"%PDF newer"))
    assert [each.name for each in DocumentRepository(vault.database).of_case("")] == ["newer.pdf"]
    service.save(text_of(), WHO, source=PolicySource("only words"))
    assert service.source_of(PA) == PolicySource("only words")
    assert DocumentRepository(vault.database).of_case("") == ()
    with pytest.raises(UnreadableFileError):
        service.document_content(PA)


def test_saving_without_a_word_on_the_document_leaves_it(service: CriteriaService) -> None:
    service.save(text_of(), WHO, document=PDF, source=PolicySource("words"))
    service.save(without_intolerance(), WHO)
    source = service.source_of(PA)
    assert source.text == "words"
    assert source.document is not None


def test_a_policy_entered_from_a_document_says_so(service: CriteriaService) -> None:
    with_document, _ = service.save(own_policy(), WHO, document=PDF)
    without, _ = service.save(own_policy(number="B"), WHO)
    assert in_force(service, with_document).reference.kind == "payer_document_copy"
    assert in_force(service, without).reference.kind == "office_entry"
    assert in_force(service, without).reference.seen_on == "2026-11-21"


# ---------------------------------------------------------------- sharing


def other_office(tmp_path: Path) -> tuple[VaultService, CriteriaService]:
    vault = open_new_vault(tmp_path / "elsewhere")
    return vault, make_service(vault)


def test_a_policy_travels_to_another_office_and_its_check_does_not(service: CriteriaService, tmp_path: Path) -> None:
    policy_id, _ = service.save(own_policy(), WHO, check=CHECK, source=PolicySource("payer wording"), document=PDF)
    data = service.export(policy_id)
    assert b"payer wording" not in data
    assert PDF.content not in data
    vault, theirs = other_office(tmp_path)
    incoming = theirs.read_file(data, "policy.yaml")
    assert (incoming.existing, incoming.differences) == (None, ())
    assert incoming.note == f"Checked against the payer's document by {WHO} on 2026-11-21, page 4."
    imported, changes = theirs.import_policy(incoming)
    assert imported == policy_id
    assert changes.areas == {Area.KNOWLEDGE}
    policy = in_force(theirs, policy_id)
    assert not policy.verification.is_verified
    assert policy.verification.note == f"Entered by {WHO} (another office) on November 21, 2026."
    assert policy.number == "IP0682"  # what was read in the payer's document travels
    vault.close()


def test_export_is_the_same_each_time_and_comes_back_word_for_word(service: CriteriaService) -> None:
    policy_id, _ = service.save(replace(full_policy(), id="", payer_id="cigna"), WHO)
    assert service.export(policy_id) == service.export(policy_id)
    with pytest.raises(UserError, match="word for word"):
        service.read_file(service.export(policy_id), "policy.yaml")


def with_example(data: bytes) -> bytes:
    """The exported file with a worked example of the office's own at its end."""
    return data + b"examples:\n- name: Nothing tried\n  log: []\n  expect: not_met\n"


def test_worked_examples_are_kept_changed_under_and_passed_on(service: CriteriaService, tmp_path: Path) -> None:
    policy_id, _ = service.save(own_policy(), WHO)
    data = with_example(service.export(policy_id))
    vault, theirs = other_office(tmp_path)
    theirs.import_policy(theirs.read_file(data, "policy.yaml"))
    kept = theirs.read().library.office_policy(policy_id)
    assert kept is not None
    assert [example.name for example in kept.examples] == ["Nothing tried"]
    before = theirs.read().library.version
    theirs.save(replace(kept.policy, number="NEW-1"), WHO)
    assert theirs.read().library.version != before
    assert theirs.export(policy_id).endswith(data[-len(b"- name: Nothing tried\n  log: []\n  expect: not_met\n") :])
    vault.close()


def test_examples_do_not_make_another_version_of_the_criteria() -> None:
    policy = own_policy(id="office-x", payer_id="cigna", payer_name="Cigna")
    examples = (WorkedExample("Nothing tried", Expectation.NOT_MET),)
    bare = OfficeLibrary(shipped(), (OfficePolicy(policy),))
    rich = OfficeLibrary(shipped(), (OfficePolicy(policy, examples=examples),))
    assert bare.version == rich.version


def test_an_import_never_replaces_by_itself(service: CriteriaService, tmp_path: Path) -> None:
    vault, theirs = other_office(tmp_path)
    theirs.save(without_intolerance(), "Dana Invented")
    incoming = service.read_file(theirs.export(PA), "policy.yaml")
    vault.close()
    assert incoming.existing == in_force(service)
    assert incoming.origin is Origin.SHIPPED
    assert incoming.differences
    with pytest.raises(PolicyExistsError):
        service.import_policy(incoming)
    assert service.read().library.origin(PA) is Origin.SHIPPED

    both, _ = service.import_policy(incoming, ImportChoice.KEEP_BOTH)
    assert both == f"office-{PA}"
    assert service.read().library.origin(PA) is Origin.SHIPPED
    assert in_force(service, both).steps == without_intolerance().steps

    replaced, _ = service.import_policy(incoming, ImportChoice.REPLACE)
    assert replaced == PA
    assert service.read().library.origin(PA) is Origin.CORRECTED
    assert not service.read().library.is_outdated(PA)


def test_a_shipped_policy_can_be_exported_too(service: CriteriaService) -> None:
    data = service.export(PREFERRED)
    assert data.startswith(b"format: denialdesk-policy\nversion: 1\npayer_name: Cigna\ncorrects_shipped: false\n")
    with pytest.raises(UserError, match="not on file"):
        service.export("nowhere")


GOOD_HEADER = "format: denialdesk-policy\nversion: 1\npayer_name: Cigna\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("format: denialdesk-policy", "format: other"), r"x\.yaml, line 1: this is another"),
        (lambda text: text.replace("version: 1", "version: 2"), r"x\.yaml, line 2: .* newer DenialDesk"),
        (lambda text: text.replace("corrects_shipped", "corrects_all"), r"line 4: unknown key 'corrects_all'"),
        (lambda text: text.split("---\n")[1], "not a policy file"),
        (lambda text: f"{text}---\na: 1\n", "not a policy file"),
        (lambda _text: "", "not a policy file"),
        (lambda text: text.replace("upadacitinib\n", "upadacitinibb\n", 1), "there is no drug"),
        (lambda text: text.replace("layer: prior", "layer: proir"), r"line \d+: 'layer' is"),
        (lambda text: text.replace("id: cigna", "id: ../cigna"), "small letters, digits and hyphens"),
        (lambda text: text.replace("steps:", "stepps:"), "'steps' is missing"),
        (lambda text: text.replace("currency: undated", "currency: &x undated\nnotes: [*x]"), "not how a policy"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(service: CriteriaService, change: object, message: str) -> None:
    text = service.export(PA).decode()
    assert callable(change)
    with pytest.raises(UserError, match=message):
        service.read_file(change(text).encode(), "x.yaml")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a" * 1_000_001])
def test_what_is_no_text_is_refused(service: CriteriaService, data: bytes) -> None:
    with pytest.raises(UserError, match=r"not UTF-8|too large"):
        service.read_file(data, "x.yaml")


def test_a_file_with_a_reference_to_a_policy_nobody_has_is_refused(service: CriteriaService) -> None:
    limb = Condition("", "meets_other_policy", "The other policy", ("office-elsewhere",))
    policy_id, _ = service.save(replace_node(own_policy(), "step1", limb), WHO)
    assert in_force(service, policy_id).steps  # kept here, where it may have gone since
    data = service.export(policy_id)
    service.remove(policy_id)
    with pytest.raises(DataFileError, match="there is no policy 'office-elsewhere'"):
        service.read_file(data, "x.yaml")


# ---------------------------------------------------------------- when the shipped data moves on


def test_a_policy_that_can_no_longer_be_read_is_left_out_and_named(
    service: CriteriaService, vault: VaultService
) -> None:
    good, _ = service.save(own_policy(), WHO)
    service.save(without_intolerance(), WHO)
    repository = CriteriaRepository(vault.database)
    row = next(each for each in repository.policies() if each.policy_id == PA)
    body = row.body.replace("- upadacitinib\n", "- withdrawn-drug\n", 1)
    repository.write_policy(replace(row, body=body), "2026-11-21T10:42:00+00:00")
    read = service.read()
    assert [each.policy.id for each in read.library.office_policies()] == [good]
    assert read.library.origin(PA) is Origin.SHIPPED
    (problem,) = read.problems
    assert f"{PA}, line" in problem
    assert "there is no drug 'withdrawn-drug'" in problem


def test_a_correction_lives_on_under_another_edition(service: CriteriaService, vault: VaultService) -> None:
    from denialdesk.knowledge.container import Container

    service.save(without_intolerance(), WHO)
    few = Library(Container(pack("2027.1.1", with_policies=3)))
    library = make_service(vault, few).read().library
    assert isinstance(library, OfficeLibrary)
    assert library.origin(PA) is Origin.OWN  # the new edition ships nothing under this id
    assert library.policy(PA) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Blue Cross & Blue Shield of NC", "blue-cross-blue-shield-of-nc"), ("  ", "policy"), ("Ünïon", "n-on")],
)
def test_ids_are_plain(text: str, expected: str) -> None:
    assert slug(text) == expected
