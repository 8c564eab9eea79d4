"""One demanded trial against the whole log: which rows are its drugs, how many different ones count, what is missing.

Products of one drug count once, unless the policy's words are about products. Several rows of one drug are judged each
by itself and the best one stands for the drug. A person may choose the rows: then only those are looked at, and a
chosen row decides where the policy's words could not be tied to drugs; it never makes a wrong drug, a short trial or an
unprinted outcome count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from denialdesk.domain.agents import Fit, Fitting, counts_once_as, fitting
from denialdesk.domain.case import Answer, AnswerValue
from denialdesk.domain.criteria import AcceptedOutcome, Agent, Finding, Policy, Remedy, Status, Trial
from denialdesk.domain.joining import rows_for
from denialdesk.domain.outcomes import RANK, Verdict, judge_row
from denialdesk.domain.phrases import (
    NOT_BORNE,
    NOT_TRIED_OUTCOMES,
    agents_in_words,
    listed,
    required_agent,
    required_length,
    sentence,
    trial_label,
)
from denialdesk.domain.record import Record, Row
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Outcome
from denialdesk.domain.trial_terms import Demand, may_have_gaps

_SATISFIES = frozenset({Status.MET, Status.EXEMPT})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that is, or may be, one of the trial's drugs, with its verdict; ``agent`` is its place among the agents."""

    verdict: Verdict
    agent: int
    counts_once_as: str
    is_question: bool = False  # only a person can say whether it is one of the drugs

    @property
    def status(self) -> Status:
        return self.verdict.status


@dataclass(frozen=True, slots=True)
class _Tally:
    """The verdict on the number of different drugs: the status and the candidates behind it, strongest first."""

    status: Status
    needed: int
    best: tuple[_Candidate, ...]  # the strongest candidate of each drug that counts once
    all: tuple[_Candidate, ...]

    @property
    def satisfying(self) -> tuple[_Candidate, ...]:
        return tuple(each for each in self.best if each.status in _SATISFIES)

    @property
    def open(self) -> tuple[_Candidate, ...]:
        return tuple(each for each in self.best if each.status is Status.UNKNOWN)


def judge_trial(trial: Trial, policy: Policy, record: Record, inherited: Answer | None = None) -> Finding:
    """Judge a demanded trial. ``inherited`` is the office's answer to the group the trial stands in."""
    target = f"answer:{policy.id}:{trial.path}"
    answer = record.answer(policy.id, trial.path) or inherited
    chosen = frozenset(answer.therapy_ids) if answer else frozenset[str]()
    demand = Demand(trial, record, target, person_chose=bool(chosen))
    if answer is not None and answer.value is AnswerValue.NO and not chosen:
        return _finding(demand, policy, Status.NOT_MET, "The office states that this was not done.")
    rows = [row for row in rows_for(demand) if not chosen or row.therapy.id in chosen]
    candidates, left_out = _candidates(rows, demand)
    tally = _counted(_with_contraindications_to_all(candidates, demand), trial, person_chose=bool(chosen))
    finding = _told(tally, left_out, rows, demand, policy)
    if tally.status in _SATISFIES or answer is None or answer.value is not AnswerValue.NOT_APPROPRIATE:
        return finding
    return _with_stated_reason(finding, answer, demand)


# ---------------------------------------------------------------- which rows


def _candidates(rows: Iterable[Row], demand: Demand) -> tuple[list[_Candidate], list[str]]:
    """Find the rows that are or may be the trial's drugs, and say why others that look like it do not count."""
    found: list[_Candidate] = []
    left_out: list[str] = []
    trial, record = demand.trial, demand.record
    agents = (*trial.of, *trial.also_counts)
    for row in rows:
        if trial.does_not_count and any(fitting(row, each, record).fit is Fit.YES for each in trial.does_not_count):
            left_out.append(f"{row.name}, which the policy says does not count")
            continue
        fits = [fitting(row, agent, record) for agent in agents]
        possible = [place for place, fit in enumerate(fits) if fit.fit is not Fit.NO]
        if possible:
            # One key a row, so that a row named by two alternatives is not counted twice.
            key = counts_once_as(row, [agents[place] for place in possible])
            verdict = judge_row(row, demand)
            found += [_candidate(verdict, agents[place], fits[place], demand, place, key) for place in possible]
            continue
        reasons = [fit.reason for fit in fits if fit.reason]
        if demand.person_chose and not reasons:
            reasons = [f"{row.name}, which was chosen, is not {agents_in_words(agents)}"]
        left_out += dict.fromkeys(reasons)
    # A question about a row that would not be good enough anyway need not be asked.
    return [each for each in found if not (each.is_question and each.status is Status.NOT_MET)], left_out


def _candidate(
    verdict: Verdict, agent: Agent, fit: Fitting, demand: Demand, place: int, counts_once_as: str
) -> _Candidate:
    is_question = fit.fit is Fit.ASK and not demand.person_chose
    if fit.fit is Fit.YES or verdict.status is Status.NOT_MET:
        return _Candidate(verdict, place, counts_once_as, is_question)
    if fit.fit is Fit.ASK and demand.person_chose:
        told = replace(verdict, clause=f"{verdict.clause}; the office states that it is {agent.as_printed}")
        return _Candidate(told, place, counts_once_as)
    remedy = fit.remedy or Remedy(f"Say which rows are “{agent.as_printed}”", demand.answer_target)
    open_verdict = replace(
        verdict,
        status=Status.UNKNOWN,
        clause=f"{verdict.clause}; {fit.reason}",
        remedies=(remedy, *verdict.remedies),
    )
    return _Candidate(open_verdict, place, counts_once_as, is_question)


def _with_contraindications_to_all(candidates: list[_Candidate], demand: Demand) -> list[_Candidate]:
    """Where the policy wants a contraindication to every alternative, one alone exempts from nothing."""
    trial = demand.trial
    if not trial.contraindication_must_cover_all:
        return candidates
    forbidden = {each.verdict.row.drug_id for each in candidates if each.status is Status.EXEMPT}
    wanted = frozenset[str]().union(*(_drugs_of(agent, demand.record) for agent in trial.of))
    is_closed_list = all(agent.is_resolved and not agent.open_ended for agent in trial.of)
    if is_closed_list and wanted <= forbidden:
        return candidates
    return [
        replace(each, verdict=_without_contraindication(each.verdict, demand))
        if each.status is Status.EXEMPT or each.verdict.row.therapy.outcome is Outcome.CONTRAINDICATED
        else each
        for each in candidates
    ]


def _without_contraindication(verdict: Verdict, demand: Demand) -> Verdict:
    """Judge a row whose contraindication exempts from nothing: by its trial, if it was tried, else not met."""
    accepted = demand.trial.accepted_outcomes
    if verdict.row.therapy.was_tried and accepted is not None:
        others = replace(demand.trial, accepted_outcomes=accepted - {AcceptedOutcome.CONTRAINDICATION})
        by_trial = judge_row(verdict.row, replace(demand, trial=others))
        if by_trial.status is not Status.NOT_MET:
            return by_trial
    clause = f"{verdict.clause}; the policy wants a contraindication to all of them"
    return replace(verdict, status=Status.NOT_MET, clause=clause, remedies=())


def _drugs_of(agent: Agent, record: Record) -> frozenset[str]:
    of_classes = (drug.id for name in agent.classes for drug in record.vocabulary.drugs_in_class(name))
    return (agent.drug_ids | frozenset(of_classes)) - agent.excluded_drug_ids


# ---------------------------------------------------------------- how many


def _counted(candidates: list[_Candidate], trial: Trial, *, person_chose: bool) -> _Tally:
    """Count different drugs; where every alternative is demanded, count the alternatives."""
    groups: dict[str, _Candidate] = {}
    for each in candidates:
        key = str(each.agent) if trial.count_all else each.counts_once_as
        if key not in groups or RANK[each.status] > RANK[groups[key].status]:
            groups[key] = each
    best = tuple(sorted(groups.values(), key=lambda each: -RANK[each.status]))
    satisfied = sum(each.status in _SATISFIES for each in best)
    possible = satisfied + sum(each.status is Status.UNKNOWN for each in best)
    if trial.count_all:
        least = most = len(trial.of)
    elif trial.count is None:
        least, most = 1, len(trial.of)
    else:
        least = most = trial.count
    # "All Step 1 agents" names a group of its own: the log cannot show that nothing of it is left out.
    is_whole_group = (trial.count_all or trial.count is None) and any(_is_whole_group(agent) for agent in trial.of)
    if satisfied >= most and (person_chose or not is_whole_group):
        exempt_only = all(each.status is Status.EXEMPT for each in best[:most])
        status = Status.EXEMPT if exempt_only else Status.MET
    elif possible >= least:
        status = Status.UNKNOWN
    else:
        status = Status.NOT_MET
    return _Tally(status, most, best, tuple(sorted(candidates, key=lambda each: -RANK[each.status])))


def _is_whole_group(agent: Agent) -> bool:
    return agent.as_printed.casefold().startswith("all ")


# ---------------------------------------------------------------- in words


def _told(tally: _Tally, left_out: list[str], rows: list[Row], demand: Demand, policy: Policy) -> Finding:
    trial = demand.trial
    if tally.status in _SATISFIES:
        used = [each for each in tally.all if each.status in _SATISFIES]
        cited = tally.satisfying[: tally.needed]
        reason = "; ".join(each.verdict.reason for each in cited)
        if tally.needed > 1:
            reason = f"{tally.needed} of {tally.needed} recorded: {reason}"
        remedies = [remedy for each in cited for remedy in each.verdict.remedies]
        remedies += _documentation_missing(cited, trial)
        return _finding(demand, policy, tally.status, reason, used, remedies)
    if tally.status is Status.UNKNOWN:
        used = [each for each in tally.all if each.status is not Status.NOT_MET]
        reason, remedies = _open_reason(tally, demand)
        return _finding(demand, policy, tally.status, reason, used, remedies)
    return _finding(
        demand,
        policy,
        tally.status,
        _missing_reason(tally, left_out, demand),
        list(tally.all),
        _ways(tally, rows, demand),
    )


def _open_reason(tally: _Tally, demand: Demand) -> tuple[str, list[Remedy]]:
    trial = demand.trial
    agents = agents_in_words(trial.of)
    remedies = [remedy for each in tally.open for remedy in each.verdict.remedies]
    shown = [each.verdict.reason for each in tally.satisfying]
    if not tally.open:
        words = "; ".join(shown)
        if any(_is_whole_group(agent) for agent in trial.of):
            remedies.append(Remedy("Say which rows make up the whole group", demand.answer_target))
            return f"The policy wants {agents}; the log shows {words}", remedies
        remedies.append(Remedy("Ask the plan how many of these drugs it wants", demand.answer_target))
        return f"The policy prints no number; the log shows {words}", remedies
    if all(each.is_question for each in tally.open) and not shown:
        names = listed(each.verdict.row.name for each in tally.open)
        return f"The policy's words “{agents}” are not tied to a list of drugs; the log shows {names}", remedies
    open_words = "; ".join(each.verdict.reason for each in tally.open[: tally.needed])
    if shown:
        return f"{len(shown)} of {tally.needed} recorded: {'; '.join(shown)}; not certain: {open_words}", remedies
    return open_words, remedies


def _missing_reason(tally: _Tally, left_out: list[str], demand: Demand) -> str:
    shown = [each.verdict.reason for each in tally.satisfying + tally.open]
    failed = [each for each in tally.best if each.status is Status.NOT_MET]
    parts = []
    if shown:
        parts.append(f"{len(shown)} of {tally.needed} recorded: {'; '.join(shown)}")
    if failed:
        parts.append("; ".join(each.verdict.reason for each in failed[:3]))
    if not parts:
        parts.append(f"The log has no trial of {agents_in_words(demand.trial.of)}")
    if left_out:
        parts.append(f"not counted: {listed(left_out[:3])}")
    return "; ".join(parts)


def _ways(tally: _Tally, rows: list[Row], demand: Demand) -> list[Remedy]:
    """Name the ways to unblock a trial that is not met, the shortest first."""
    accepted = demand.trial.accepted_outcomes
    agents = agents_in_words(demand.trial.of)
    ways = [remedy for each in tally.open for remedy in each.verdict.remedies]
    if accepted and accepted <= NOT_BORNE:
        ways.append(Remedy(f"If {agents} was tried and not tolerated, record it in the log", "therapies"))
    elif not accepted or not accepted <= NOT_TRIED_OUTCOMES:
        another = "another trial" if tally.best else "a trial"
        ways.append(Remedy(f"If there was {another} of {agents}, add it to the log", "therapies"))
    ways += [
        Remedy(f"Choose the drug from the list for “{row.therapy.drug.strip()}”", f"therapy:{row.therapy.id}:drug")
        for row in [row for row in rows if not row.is_recognised][:2]
    ]
    if accepted and AcceptedOutcome.CONTRAINDICATION in accepted:
        ways.append(Remedy(f"Name the condition that forbids {agents}", demand.answer_target))
    else:
        ways.append(Remedy(f"Write the prescriber's reason why {agents} is not appropriate", demand.answer_target))
    return ways


def _documentation_missing(cited: Iterable[_Candidate], trial: Trial) -> list[Remedy]:
    """Where the policy asks for documentation, say which used rows name none."""
    if not trial.documentation:
        return []
    therapies = [(each.verdict.row.name, each.verdict.row.therapy) for each in cited]
    return [
        Remedy(f"Say what proves {name}: the policy asks for documentation", f"therapy:{therapy.id}:proof")
        for name, therapy in therapies
        if not therapy.proof.strip() and not therapy.exhibit_id
    ]


def _with_stated_reason(finding: Finding, answer: Answer, demand: Demand) -> Finding:
    """Take up the prescriber's stated reason: an exemption where the policy prints one, an argument otherwise."""
    reason, condition = answer.reason.strip(), answer.condition.strip()
    agents = agents_in_words(demand.trial.of)
    others = tuple(each for each in finding.remedies if each.target != demand.answer_target)
    if not reason and not condition:
        remedy = Remedy(f"Write the prescriber's reason why {agents} is not appropriate", demand.answer_target)
        return replace(finding, remedies=(remedy, *others))
    stated = replace(
        finding,
        remedies=others,
        stated_reason=reason or condition,
        sources=(
            *finding.sources,
            Source(SourceKind.PRESCRIBER, demand.answer_target, answer.stated_by or "the prescriber's stated reason"),
        ),
    )
    accepted = demand.trial.accepted_outcomes
    if accepted is None:
        words = "The prescriber states why it is not appropriate; which reasons the policy accepts was not seen."
        return replace(stated, status=Status.UNKNOWN, reason=words)
    if AcceptedOutcome.CONTRAINDICATION in accepted and condition:
        words = f"The prescriber states that {agents} is contraindicated: {condition}"
        return replace(stated, status=Status.EXEMPT, reason=sentence(words), remedies=())
    if AcceptedOutcome.NOT_ADVISABLE in accepted:
        words = f"In the prescriber's judgment {agents} is not advisable."
        return replace(stated, status=Status.EXEMPT, reason=words, remedies=())
    if AcceptedOutcome.CONTRAINDICATION in accepted:
        words = f"The prescriber states why {agents} is not appropriate; the condition that forbids it is not named."
        remedy = Remedy(f"Name the condition that forbids {agents} and where it is recorded", demand.answer_target)
        return replace(stated, status=Status.UNKNOWN, reason=words, remedies=(remedy,))
    words = f"{finding.reason.rstrip('.')}; the prescriber states why it is not appropriate."
    return replace(stated, reason=words)


def _finding(
    demand: Demand,
    policy: Policy,
    status: Status,
    reason: str,
    used: Iterable[_Candidate] = (),
    remedies: Iterable[Remedy] = (),
) -> Finding:
    trial = demand.trial
    rows = {each.verdict.row.therapy.id: each.verdict.row for each in used}
    with_gaps = trial.min_length is not None and may_have_gaps(trial.min_length)
    ids = (row.with_gaps.ids if with_gaps else row.course_ids for row in rows.values())
    therapy_ids = tuple(dict.fromkeys(therapy_id for some in ids for therapy_id in some))
    return Finding(
        path=trial.path,
        status=status,
        label=trial_label(trial),
        reason=sentence(reason),
        therapy_ids=therapy_ids,
        sources=(criterion_source(policy, trial.path), *therapy_sources(therapy_ids, demand.record)),
        remedies=tuple(dict.fromkeys(remedies)),
        required_agent=required_agent(trial),
        required_length=required_length(trial),
    )


def criterion_source(policy: Policy, path: str) -> Source:
    """Point at one requirement of a policy."""
    return Source(SourceKind.CRITERION, f"{policy.id}#{path}", policy.number or policy.title or policy.payer_name)


def therapy_sources(therapy_ids: Iterable[str], record: Record) -> tuple[Source, ...]:
    """Point at rows of the log and at the exhibits that prove them."""
    wanted = set(therapy_ids)
    sources: list[Source] = []
    for row in record.rows:
        therapy = row.therapy
        if therapy.id not in wanted:
            continue
        sources.append(Source(SourceKind.THERAPY, therapy.id, row.name))
        if therapy.exhibit_id:
            sources.append(Source(SourceKind.EXHIBIT, therapy.exhibit_id, therapy.proof, therapy.exhibit_page))
    return tuple(sources)
