"""Many applications through a hostile pipeline, and what came of them."""

import asyncio
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self
from unittest.mock import patch

from adversary_checks import calls_of, is_suspended, problems, record_of, rules_alone
from graph.run import Pipeline
from lending.application import LoanApplication


@dataclass
class Tally:
    """What some runs came to. `broken` names the application with each thing that did not hold."""

    applications: int = 0
    model_calls: int = 0
    """Those that were sent, by the accounts in the results."""
    answers: int = 0
    """Requests that the models were reached by, by the models' own count."""
    failed_calls: int = 0
    narratives_by_model: int = 0
    suspended: int = 0
    crashes: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    """Failed calls by the kind of their failure."""
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(rules alone, with models), only of files that were decided."""
    releases: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def __add__(self, other: Self) -> "Tally":
        mine, theirs = vars(self), vars(other)
        return Tally(**{name: mine[name] + theirs[name] for name in mine})


async def _one(pipeline: Pipeline, application: LoanApplication, limit: asyncio.Semaphore) -> Tally:
    tally = Tally(applications=1)
    async with limit:
        try:
            result = await pipeline.run(application)
            record = await record_of(pipeline, result)
        except Exception:  # noqa: BLE001 - a crash is a finding here
            tally.crashes = 1
            tally.broken = [f"{application.application_id}: crashed: {traceback.format_exc(limit=-3)}"]
            return tally
        tally.broken = [f"{application.application_id}: {each}" for each in problems(application, result, record)]
        calls = calls_of(result)
        tally.model_calls, tally.failed_calls = len(calls), sum(failure is not None for _, failure in calls)
        tally.failures.update(failure.partition(":")[0] for _, failure in calls if failure)
        tally.narratives_by_model = sum(each.written_by == "model" for each in record.narratives.values())
        tally.suspended = int(is_suspended(result))
        tally.releases[result.release] += 1
        rules = rules_alone(application)
        if rules and not tally.suspended:
            tally.changes[str(rules.decision.outcome), str(result.outcome)] += 1
        return tally


@contextmanager
def without_what_if() -> Iterator[None]:
    """Leaves out what would change the answer: no model has a part in it, and it takes half of a run's time."""
    with patch("lending.core.what_would_change", lambda *_: ()):
        yield


async def tried(pipeline: Pipeline, applications: Iterable[LoanApplication], at_once: int = 4) -> Tally:
    limit = asyncio.Semaphore(at_once)
    found = await asyncio.gather(*(_one(pipeline, application, limit) for application in applications))
    return sum(found, Tally())
