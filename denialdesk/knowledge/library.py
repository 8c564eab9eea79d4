"""What applies: payer, plan line, drug, indication, age and date to the policies on file, each with why or why not."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path

from denialdesk.domain.case import DrugRequest
from denialdesk.domain.clinical import Comorbidity, Instrument
from denialdesk.domain.criteria import Applicability, Policy
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.payer import Payer
from denialdesk.domain.plan import Plan
from denialdesk.domain.vocabulary import Drug, Indication, NameMatch
from denialdesk.knowledge.applicability import Question, judge
from denialdesk.knowledge.codec import from_plain
from denialdesk.knowledge.conditions import ConditionNames
from denialdesk.knowledge.container import Container
from denialdesk.knowledge.icd10 import CodeBook
from denialdesk.knowledge.names import DrugName, DrugNames, words_of
from denialdesk.knowledge.pack import drug_key, open_codes, open_pack

KEPT_POLICIES = 600  # every shipped policy; with thousands on file, those in use


def load_library(folder: Path | None = None) -> Library:
    """Open the criteria data: the shipped pack, or the files of a source checkout; raises PackError, DataFileError."""
    return Library(open_pack(folder), partial(open_codes, folder))


class Library:
    """The criteria data, read on demand from its pack. What was read once is kept, of policies the last ones.

    Implements ``domain.vocabulary.Vocabulary``.
    """

    def __init__(self, container: Container, codes: Callable[[], Container] | None = None) -> None:
        self._container = container
        self._open_codes = codes
        self._policies: OrderedDict[str, Policy | None] = OrderedDict()
        self._drugs: dict[str, Drug | None] = {}
        self._indications: dict[str, Indication | None] = {}
        self._instruments: dict[str, Instrument | None] = {}

    @property
    def version(self) -> str:
        """The edition of the data and the beginning of its hash, ICD-10-CM left out: "2026.11.21+3f9c2a1b"."""
        header = self._container.header
        hashes = (value for name, value in sorted(header["hashes"].items()) if not name.startswith("icd10"))
        return f"{header['version']}+{sha256(''.join(hashes).encode()).hexdigest()[:8]}"

    def version_for(self, payer_id: str) -> str:  # noqa: ARG002  # what the office adds differs by payer
        """The version that a case of this payer is judged by."""
        return self.version

    @property
    def container(self) -> Container:
        """The pack behind it."""
        return self._container

    @property
    def counts(self) -> dict[str, int]:
        """How many entries of each kind are on file."""
        return dict(self._container.header["counts"])

    # -- payers and policies

    def payers(self) -> tuple[Payer, ...]:
        """List the payers with policies on file, by name."""
        return self._payers

    @cached_property
    def _payers(self) -> tuple[Payer, ...]:
        table = self._container.table("payer")
        return tuple(sorted((from_plain(Payer, value) for value in table.values()), key=lambda payer: payer.name))

    def payer(self, payer_id: str) -> Payer | None:
        """Find a payer by id."""
        return next((payer for payer in self._payers if payer.id == payer_id), None)

    def recognise_payer(self, text: str) -> Payer | None:
        """Recognise a payer by its name or an alias, as a notice prints it; None when none or several fit."""
        words = words_of(text)
        best: tuple[int, list[Payer]] = (0, [])
        for payer in self._payers:
            length = max(
                (len(name) for name in map(words_of, (payer.name, *payer.aliases)) if _inside(name, words)), default=0
            )
            if length and length >= best[0]:
                best = (length, [payer] if length > best[0] else [*best[1], payer])
        return best[1][0] if len(best[1]) == 1 else None

    def policy(self, policy_id: str) -> Policy | None:
        """Find a policy by id. The last ones read are kept, not all that there may be."""
        try:
            return self._policies[policy_id]
        except KeyError:
            value = self._container.table("policy").get(policy_id)
            policy = self._policies[policy_id] = None if value is None else from_plain(Policy, value)
            if len(self._policies) > KEPT_POLICIES:
                self._policies.popitem(last=False)
            return policy

    def policy_ids(self) -> tuple[str, ...]:
        """List the ids of every policy, reading none."""
        return self._container.table("policy").keys()

    def policies(self) -> Iterable[Policy]:
        """Read every policy; for lists and checks, not for judging a case."""
        return (policy for policy in map(self.policy, self.policy_ids()) if policy is not None)

    def policies_for(self, payer_id: str, drug_id: str) -> tuple[Policy, ...]:
        """List a payer's policies for a drug, layers in order."""
        ids = self._container.table("by_drug").get(drug_key(payer_id, drug_id)) or ()
        return tuple(policy for policy in map(self.policy, ids) if policy is not None)

    def plan_lines(self, payer_id: str, drug_id: str) -> tuple[str, ...]:
        """List the plan lines that a payer's policies for a drug tell apart."""
        lines = (line for policy in self.policies_for(payer_id, drug_id) for line in policy.plan_lines or ())
        return tuple(dict.fromkeys(lines))

    def applicable(
        self,
        payer_id: str,
        request: DrugRequest,
        plan: Plan,
        birth_date: PartialDate = UNKNOWN_DATE,
        as_of: dt.date | None = None,
    ) -> tuple[Applicability, ...]:
        """Tell of every policy of a payer for the requested drug whether it applies on a day, and why or why not.

        Policies that apply stand first, layers in order. Where a fact is missing, ``why`` names it. Nothing on file
        gives an empty tuple. ``as_of`` None leaves dates out of it.
        """
        match = self.recognise_drug(f"{request.drug} {request.formulation}") or self.recognise_drug(request.drug)
        drug_id = request.drug_id or (match.drug_id if match else "")
        drug = self.drug(drug_id) if drug_id else None
        if drug is None:
            return ()
        indication = self.indication(request.indication_id) if request.indication_id else None
        if indication is None and request.indication:
            indication = self.recognise_indication(request.indication)
        question = Question(
            drug=drug,
            product=match.product if match and match.drug_id == drug_id else "",
            request=request,
            plan=plan,
            indication=indication,
            birth_date=birth_date,
            as_of=as_of,
        )
        policies = self.policies_for(payer_id, drug_id)
        judged = [judge(policy, question, policies) for policy in policies]
        return tuple(sorted(judged, key=lambda found: not found.applies))

    # -- drugs

    def drug(self, drug_id: str) -> Drug | None:
        """Find a drug by id."""
        if drug_id not in self._drugs:
            value = self._container.table("drug").get(drug_id)
            self._drugs[drug_id] = None if value is None else from_plain(Drug, value)
        return self._drugs[drug_id]

    def drugs(self) -> tuple[Drug, ...]:
        """List every drug by id."""
        found = map(self.drug, self._container.table("drug").keys())
        return tuple(drug for drug in found if drug is not None)

    def recognise_drug(self, text: str) -> NameMatch | None:
        """Recognise the one drug a text names, as ``DrugNames.recognise`` does."""
        return self._names.recognise(text)

    def drugs_named(self, text: str) -> tuple[NameMatch, ...]:
        """Find every drug a running text names in full, in its order."""
        return self._names.named_in(text)

    def complete_drug(self, prefix: str, limit: int = 12) -> tuple[NameMatch, ...]:
        """Offer drug names beginning with, or having a word that begins with, the prefix."""
        return self._names.complete(prefix, limit)

    def drugs_in_class(self, drug_class: str) -> tuple[Drug, ...]:
        """List the drugs of one pharmacologic class."""
        ids = self._container.table("by_class").get(drug_class) or ()
        return tuple(drug for drug in map(self.drug, ids) if drug is not None)

    def drug_classes(self) -> tuple[str, ...]:
        """List the pharmacologic classes that drugs on file belong to."""
        return self._container.table("by_class").keys()

    @cached_property
    def _names(self) -> DrugNames:
        return DrugNames(from_plain(DrugName, name) for name in self._container.table("names").get("drugs"))

    # -- conditions

    def indication(self, indication_id: str) -> Indication | None:
        """Find an indication by id."""
        if indication_id not in self._indications:
            value = self._container.table("indication").get(indication_id)
            self._indications[indication_id] = None if value is None else from_plain(Indication, value)
        return self._indications[indication_id]

    def indications(self) -> tuple[Indication, ...]:
        """List every indication by id."""
        found = map(self.indication, self._container.table("indication").keys())
        return tuple(item for item in found if item is not None)

    def recognise_indication(self, text: str) -> Indication | None:
        """Recognise a condition by name, short name, synonym or ICD-10-CM code; None when in doubt."""
        return self._conditions.recognise(text)

    def complete_indication(self, prefix: str, limit: int = 12) -> tuple[Indication, ...]:
        """Offer indications whose name, short name, synonym or code begins with the prefix."""
        return self._conditions.complete(prefix, limit)

    @cached_property
    def _conditions(self) -> ConditionNames:
        return ConditionNames(self.indications())

    @cached_property
    def codes(self) -> CodeBook:
        """The whole of ICD-10-CM."""
        if "icd10" in self._container or self._open_codes is None:
            return CodeBook(self._container)
        return CodeBook(self._open_codes())

    @cached_property
    def _comorbidities(self) -> tuple[Comorbidity, ...]:
        return tuple(from_plain(Comorbidity, value) for value in self._container.table("comorbidity").values())

    def comorbidities(self) -> tuple[Comorbidity, ...]:
        """List the conditions that make a step drug unsuitable."""
        return self._comorbidities

    def instrument(self, instrument_id: str) -> Instrument | None:
        """Find a severity instrument by id."""
        if instrument_id not in self._instruments:
            value = self._container.table("instrument").get(instrument_id)
            self._instruments[instrument_id] = None if value is None else from_plain(Instrument, value)
        return self._instruments[instrument_id]

    def instruments_for(self, indication_id: str) -> tuple[Instrument, ...]:
        """List the instruments used in a condition."""
        indication = self.indication(indication_id)
        found = map(self.instrument, indication.instruments if indication else ())
        return tuple(instrument for instrument in found if instrument is not None)

    # -- evidence and law

    def evidence(self, drug_id: str, indication_id: str) -> tuple[Evidence, ...]:
        """List what was published on a drug, or its class, in a condition, newest first; adverse entries included."""
        drug = self.drug(drug_id)
        classes = {"any", drug.drug_class} if drug else {"any"}
        fitting = [
            entry
            for entry in self._evidence
            if indication_id in entry.indication_ids
            and (drug_id in entry.drug_ids if entry.drug_ids else classes & {*entry.drug_classes})
        ]
        return tuple(sorted(fitting, key=lambda entry: (-entry.year, entry.id)))

    def evidence_entry(self, entry_id: str) -> Evidence | None:
        """Find one publication by id."""
        return next((entry for entry in self._evidence if entry.id == entry_id), None)

    @cached_property
    def _evidence(self) -> tuple[Evidence, ...]:
        return tuple(from_plain(Evidence, value) for value in self._container.table("evidence").values())

    @cached_property
    def law(self) -> LawBook:
        """The appeal law on file."""
        return from_plain(LawBook, self._container.table("law").get("book"))


def _inside(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return bool(name) and any(words[start : start + len(name)] == name for start in range(len(words) - len(name) + 1))
