"""One fresh process that opens a criteria pack and judges by it; prints its figures as JSON. Run by bench.criteria."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from denialdesk.domain.case import Case, DrugRequest, Patient
from denialdesk.domain.criteria import CriteriaResult
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.plan import Plan
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.knowledge.container import Container
from denialdesk.knowledge.library import Library
from denialdesk.services.appeal import judge_criteria

AS_OF = dt.date(2026, 11, 21)
ROWS, TIMES = 30, 100
DRUGS = (
    *("methotrexate", "sulfasalazine", "Plaquenil", "leflunomide", "Humira", "Hyrimoz", "Enbrel", "Cimzia"),
    *("Simponi Aria", "Remicade", "Inflectra", "Orencia", "Actemra", "prednisone", "azathioprine"),
)


def long_case(library: Library) -> Case:
    """A request for Rinvoq in rheumatoid arthritis with a log of 30 rows, some inexact."""
    return Case(
        "bench",
        patient=Patient("Marigold", "Testcase", PartialDate(1980, 6, 15)),
        plan=Plan(payer_id="cigna", payer_name="Cigna"),
        request=DrugRequest(
            "Rinvoq", "upadacitinib", "15 mg", indication_id="rheumatoid-arthritis", already_taking=False
        ),
        therapies=tuple(_row(number, library) for number in range(ROWS)),
    )


def _row(number: int, library: Library) -> Therapy:
    drug = DRUGS[number % len(DRUGS)]
    match = library.recognise_drug(drug)
    year, month = 2012 + number // 3, 1 + number * 5 % 9
    outcomes = (Outcome.INADEQUATE_RESPONSE, Outcome.INTOLERANCE, Outcome.LOST_RESPONSE)
    return Therapy(
        f"t{number}",
        drug=drug,
        drug_id=match.drug_id if match else "",
        start=PartialDate(year, month, 1 if number % 4 else None),
        stop=PartialDate(year, month + 3, 15 if number % 3 else None),
        outcome=outcomes[number % 3],
    )


def memory() -> float:
    """The most memory this process has used, in MB; 0 where the system does not tell."""
    status = Path("/proc/self/status")  # the resource module counts the parent's memory at the fork as well
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1000
    return 0.0


def milliseconds(action: Callable[[], object]) -> float:
    """Run an action once and return how long it took."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def busy_milliseconds(action: Callable[[], object]) -> float:
    """Run an action once and return how long the processor was busy with it, whatever else it had to do."""
    started = time.process_time()
    action()
    return (time.process_time() - started) * 1000


def main() -> None:
    """Open, look up and judge once, then many times, then read every policy."""
    before = memory()
    opened: list[Library] = []

    def open_pack() -> str:
        opened.append(Library(Container.open(Path(sys.argv[1]))))
        return opened[0].version

    figures = {"open": milliseconds(open_pack)}
    library = opened[0]
    found: list[CriteriaResult] = []
    figures["first"] = milliseconds(lambda: found.append(judge_criteria(long_case(library), library, AS_OF)))
    case = long_case(library)
    times = sorted(busy_milliseconds(lambda: judge_criteria(case, library, AS_OF)) for _ in range(TIMES))
    figures |= {"judged": times[TIMES // 2], "slow": times[TIMES * 95 // 100], "findings": len(found[0].findings)}
    figures["memory"] = memory() - before
    figures["every policy"] = milliseconds(lambda: sum(1 for _ in library.policies()))
    figures["memory of all"] = memory() - before
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main()
