"""The criteria-mapping table: one table a policy layer, one row a required trial or other limb, with the verdict."""

from __future__ import annotations

from denialdesk.domain.case import LetterKind
from denialdesk.domain.criteria import Condition, Finding, Policy, PolicyFinding, Status, Trial
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.letter import Block, BulletList, Cell, ParagraphStyle, Section, Statement, Table
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import NOT_TRIED, Therapy
from denialdesk.letters.decisive import decisive_findings, is_drug_trial, is_text_unseen, node_at, steps_of, verdict_of
from denialdesk.letters.dossier import Dossier, criterion_source
from denialdesk.letters.sections.claimed_exceptions import claimed_exceptions, claimed_in_brief
from denialdesk.letters.sections.exhibit_reference import exhibit_reference
from denialdesk.letters.statements import (
    Statements,
    capitalised,
    closed,
    fact,
    field,
    field_source,
    form,
    listed,
    one_line,
    paragraph,
    unclosed,
    weave,
)
from denialdesk.letters.wording import criteria as words
from denialdesk.letters.wording.lengths import length_in_words, span_in_words
from denialdesk.letters.wording.opening import COMMA, SEMICOLON
from denialdesk.letters.wording.therapies import OUTCOMES_IN_TABLE, TABLE_EXHIBIT

_SHOWN_BY_REASON = frozenset({Status.MET, Status.EXEMPT})
_SHORT_STORY = 110  # what happened is repeated in the table only when it is this short; the paragraph has it whole


def criteria_table(dossier: Dossier) -> Section:
    """Set the record beside the policy, layer by layer; without a policy, beside the drugs the notice names."""
    if not dossier.policy_findings:
        return _from_notice(dossier)
    blocks: list[Block] = []
    asked = False
    for finding in dossier.policy_findings:
        blocks.extend(_layer(dossier, finding, asked_before=asked))
        asked = asked or not dossier.is_checked(finding.policy)
    return Section("criteria", words.HEADING, tuple(blocks))


def criteria_brief(dossier: Dossier) -> tuple[Block, ...]:
    """Tell each requirement with its verdict in a line, layer by layer."""
    items: list[Statements] = []
    for each in dossier.policy_findings:
        decisive = (shown for step in steps_of(each) for shown in decisive_findings(each.policy, step))
        for finding in (*each.requirements, *decisive):
            source = criterion_source(each.policy, finding.path, finding.label)
            verdict = fact(verdict_of(finding).text.lower(), source, bold=True)
            named = capitalised(one_line(finding.required_agent or finding.label))
            items.append(weave(words.BRIEF_ITEM, requirement=fact(named, source), verdict=verdict))
        items.extend(claimed_in_brief(dossier, each))
    if not items:
        return (paragraph(*weave(words.NO_POLICY, payer=dossier.payer())),)
    checked = all(dossier.is_checked(each.policy) for each in dossier.policy_findings)
    blocks: list[Block] = [BulletList(tuple(items))]
    if not checked:
        sources = [criterion_source(each.policy) for each in dossier.policy_findings]
        blocks.insert(0, paragraph(fact(words.UNCHECKED_BRIEF.text, *sources), keep_with_next=True))
    return tuple(blocks)


def policy_name(dossier: Dossier, policy: Policy) -> Statements:
    """Name a checked policy: title, number, effective date, page; only what its document or the office confirmed."""
    source = criterion_source(policy)
    confirmed = dossier.confirmed_policy(policy)
    number = confirmed.number if confirmed else policy.number
    effective = confirmed.effective_date if confirmed else policy.effective_date
    parts: list[Statements] = []
    if policy.verification.is_verified and policy.title:
        parts.append(weave(words.POLICY_TITLE, title=fact(one_line(policy.title), source)))
    if number:
        parts.append(weave(words.POLICY_NUMBER, number=fact(one_line(number), source)))
    if effective:
        parts.append(weave(words.POLICY_EFFECTIVE, date=fact(_iso_in_words(effective), source)))
    elif policy.review_date and not confirmed:
        parts.append(weave(words.POLICY_REVIEWED, date=fact(_iso_in_words(policy.review_date), source)))
    if confirmed and confirmed.page:
        parts.append(weave(words.POLICY_PAGE, page=fact(one_line(confirmed.page), source)))
    if not parts:
        parts.append((fact(words.LAYER_NAMES[policy.layer], source),))
    return listed(tuple(parts), COMMA)


def _layer(dossier: Dossier, finding: PolicyFinding, *, asked_before: bool) -> list[Block]:
    policy = finding.policy
    source = criterion_source(policy)
    subheading = weave(words.SUBHEADING, layer=fact(words.LAYER_NAMES[policy.layer], source), drug=dossier.drug())
    blocks: list[Block] = [paragraph(*subheading, style=ParagraphStyle.SUBHEADING, keep_with_next=True)]
    if dossier.is_checked(policy):
        intro = weave(words.CHECKED, payer=dossier.payer(), policy=policy_name(dossier, policy))
    elif asked_before:
        intro = (fact(words.UNCHECKED_AGAIN.text, source),)
    else:
        intro = weave(words.UNCHECKED, payer=dossier.payer())
    shown = [each for step in steps_of(finding) for each in decisive_findings(policy, step)]
    rows = [_row(dossier, policy, each) for each in shown if not _refers_to_met(policy, each)]
    if finding.established is not None and finding.established.status is Status.MET:
        rows.insert(0, _row(dossier, policy, finding.established))
    blocks.append(paragraph(*intro, keep_with_next=bool(rows)))
    if rows:
        blocks.append(Table(words.COLUMNS, tuple(rows), words.WIDTHS, caption=""))
    elif policy.steps is None:
        blocks.append(paragraph(fact(words.NO_STEPS.text, source)))
    other = _other_requirements(
        policy, (*finding.requirements, *(each for each in shown if _refers_to_met(policy, each)))
    )
    if other:
        blocks.append(paragraph(*other))
    blocks.extend(claimed_exceptions(dossier, finding))
    return blocks


def _row(dossier: Dossier, policy: Policy, finding: Finding) -> tuple[Cell, ...]:
    source = criterion_source(policy, finding.path, finding.label)
    agent = capitalised(one_line(finding.required_agent or finding.label))
    rows = [row for row in map(dossier.case.therapy, finding.therapy_ids) if row is not None]
    return (
        Cell((fact(agent, source),)),
        Cell((_required_length(dossier, policy, finding, source),)),
        Cell(_documented(dossier, policy, finding, rows)),
        Cell(_verdict(dossier, policy, finding, rows)),
    )


def _required_length(dossier: Dossier, policy: Policy, finding: Finding, source: Source) -> Statement:
    if not is_drug_trial(policy, finding):
        return form(words.NOT_A_TRIAL)
    printed = one_line(finding.required_length)
    if printed and printed.casefold() != "none printed":
        return fact(capitalised(printed), source)
    node = node_at(policy, finding.path)
    accepted = node.accepted_outcomes if isinstance(node, Trial) else None
    if accepted and accepted <= words.NO_LENGTH_FOR.keys():
        return fact(words.NO_LENGTH_FOR[min(accepted)].text, source)
    phrase = words.NO_LENGTH if dossier.is_checked(policy) else words.NO_LENGTH_UNCHECKED
    return fact(phrase.text, source)


def _documented(dossier: Dossier, policy: Policy, finding: Finding, rows: list[Therapy]) -> Statements:
    tried = [row for row in rows if row.was_tried]
    if tried:
        return listed(tuple(trial_line(dossier, row) for row in tried), words.LINE)
    if rows:
        return _not_tried(dossier, rows)
    if not is_drug_trial(policy, finding):
        return (fact(words.SEE_LAST_COLUMN.text, criterion_source(policy, finding.path, finding.label)),)
    return (fact(words.NO_TRIAL.text, field_source("therapies")),)


def _not_tried(dossier: Dossier, rows: list[Therapy]) -> Statements:
    """Say that nothing was tried, and on which pages it is shown why."""
    said = fact(words.NOT_TRIED.text, *(dossier.therapy_source(row) for row in rows))
    pages = tuple(shown for row in rows if (shown := exhibit_reference(dossier, row)))
    return (said, *weave(TABLE_EXHIBIT, exhibit=listed(pages, SEMICOLON))) if pages else (said,)


def trial_line(dossier: Dossier, row: Therapy) -> Statements:
    """Tell one trial in a line: drug and dose, dates, length as a range, exhibit page."""
    source = dossier.therapy_source(row)
    name = capitalised(dossier.therapy_name(row))
    dose = f" {one_line(row.dose)}" if row.dose.strip() else ""
    span = span_in_words(row)
    length = length_in_words(row, dossier.letter_date)
    line: list[Statement] = [fact(f"{name}{dose}: {span}{f' ({length})' if length else ''}", source)]
    shown = exhibit_reference(dossier, row)
    if shown:
        line.extend(weave(TABLE_EXHIBIT, exhibit=shown))
    return tuple(line)


def _verdict(dossier: Dossier, policy: Policy, finding: Finding, rows: list[Therapy]) -> Statements:
    source = criterion_source(policy, finding.path, finding.label)
    verdict: list[Statement] = [fact(verdict_of(finding).text, source, bold=True)]
    reasons = _endings(dossier, rows)
    if reasons:
        verdict.append(form(words.COLON))
        verdict.extend(listed(tuple((each,) for each in reasons), SEMICOLON))
    if finding.stated_reason:
        answer_source = Source(SourceKind.PRESCRIBER, finding.path, "The prescriber’s stated reason")
        verdict.append(form(SEMICOLON if reasons else words.COLON))
        stated = one_line(finding.stated_reason)
        if len(stated) <= _SHORT_STORY:
            phrase = words.STATEMENT if finding.status is Status.MET else words.REASON
            verdict.extend(weave(phrase, reason=fact(stated, answer_source, source)))
        else:
            verdict.append(fact(words.REASON_BELOW.text, answer_source, source))
    if is_text_unseen(policy, finding):
        verdict.extend((form(words.COLON), fact(words.STEP_TEXT_UNKNOWN.text, source)))
    elif reasons and finding.status is Status.EXEMPT and any(row.was_tried for row in rows):
        verdict.extend((form(SEMICOLON), fact(for_the_reader(finding.reason), source, *finding.sources)))
    elif not reasons and not finding.stated_reason and finding.status in _SHOWN_BY_REASON and finding.reason:
        verdict.append(form(words.COLON))
        node = node_at(policy, finding.path)
        refers = isinstance(node, Condition) and node.kind == "meets_other_policy"
        verdict.append(
            fact(words.OTHER_POLICY.text if refers else for_the_reader(finding.reason), source, *finding.sources)
        )
    return closed(tuple(verdict))


def _endings(dossier: Dossier, rows: list[Therapy]) -> list[Statement]:
    """Say how each trial ended; several are named by drug and told in a word, one with what happened."""
    ended = [row for row in rows if OUTCOMES_IN_TABLE.get(row.outcome)]
    if len(ended) < 2:
        return [_ending(dossier, row) for row in ended]
    return [
        fact(f"{dossier.therapy_name(row)} – {OUTCOMES_IN_TABLE[row.outcome]}", dossier.therapy_source(row))
        for row in ended
    ]


def _ending(dossier: Dossier, row: Therapy) -> Statement:
    """Say how a trial ended, with what happened where that is short."""
    ending = OUTCOMES_IN_TABLE[row.outcome]
    story = one_line(row.contraindication if row.outcome in NOT_TRIED and row.contraindication else row.what_happened)
    text = f"{ending} – {story}" if story and len(story) <= _SHORT_STORY else ending
    return fact(unclosed(text), dossier.therapy_source(row))


def for_the_reader(reason: str) -> str:
    """Put a finding's reason into words for somebody who has no log before them."""
    return one_line(reason).replace("The log shows", "Our records show").replace(" in the log", " in our records")


def _refers_to_met(policy: Policy, finding: Finding) -> bool:
    """Say whether a limb only points at another policy that is fulfilled: its own table shows how."""
    node = node_at(policy, finding.path)
    is_reference = isinstance(node, Condition) and node.kind == "meets_other_policy"
    return is_reference and finding.status in _SHOWN_BY_REASON and not finding.stated_reason


def _other_requirements(policy: Policy, findings: tuple[Finding, ...]) -> Statements:
    items: list[Statements] = []
    for each in findings:
        source = criterion_source(policy, each.path, each.label)
        label = fact(one_line(each.label), source)
        status = fact(verdict_of(each).text.lower(), source, *each.sources)
        items.append(weave(words.OTHER_ITEM, label=label, status=status))
    return weave(words.OTHER_LEAD, list=listed(tuple(items), SEMICOLON)) if items else ()


def _from_notice(dossier: Dossier) -> Section:
    """Without a policy on file: ask for it, and answer the drugs the notice itself names."""
    to_plan = dossier.case.letter.kind is not LetterKind.EXTERNAL_REVIEW
    unknown = words.NO_POLICY if to_plan else words.NO_POLICY_FOR_REVIEW
    blocks: list[Block] = [paragraph(*weave(unknown, payer=dossier.payer()))]
    rows = tuple(_notice_row(dossier, name) for name in dossier.case.denial.preferred_drugs_named if name.strip())
    if rows:
        lead = fact(words.NAMED_IN_NOTICE.text, field_source("denial.preferred_drugs_named"))
        blocks = [blocks[0], paragraph(lead, keep_with_next=True), Table(words.COLUMNS, rows, words.WIDTHS)]
    return Section("criteria", words.HEADING_NO_POLICY, tuple(blocks))


def _notice_row(dossier: Dossier, name: str) -> tuple[Cell, ...]:
    named = field_source("denial.preferred_drugs_named")
    match = dossier.vocabulary.recognise_drug(name)
    rows = [row for row in dossier.confirmed_therapies if match and row.drug_id == match.drug_id]
    tried = [row for row in rows if row.was_tried]
    if tried:
        trials = listed(tuple(trial_line(dossier, row) for row in tried), words.LINE)
    else:
        phrase = words.NOT_TRIED if rows else words.NO_TRIAL
        trials = (fact(phrase.text, *(map(dossier.therapy_source, rows) if rows else (field_source("therapies"),))),)
    endings = _endings(dossier, rows)
    outcome = listed(tuple((each,) for each in endings), SEMICOLON) or (
        fact(words.NO_OUTCOME.text, field_source("therapies")),
    )
    return (
        Cell((field("denial.preferred_drugs_named", capitalised(name)),)),
        Cell((fact(words.NOT_STATED_IN_NOTICE.text, named),)),
        Cell(trials),
        Cell(closed((Statement(capitalised(outcome[0].text), outcome[0].sources), *outcome[1:]))),
    )


def _iso_in_words(text: str) -> str:
    try:
        return PartialDate.from_iso(text).display()
    except InvalidDateError:
        return one_line(text)
