"""The ways in which a batch goes over a pipeline that has seen its applications before."""

from dataclasses import dataclass

from graph.result import PipelineResult
from graph.run import Pipeline, Progress
from lending.application import LoanApplication
from storage.run_states import RunState


@dataclass(frozen=True, slots=True)
class TakingUp:
    """Goes on with what was interrupted, tells again what has a result, and begins the rest."""

    pipeline: Pipeline

    async def run(self, item: LoanApplication, /, *, progress: Progress | None = None) -> PipelineResult:
        return await self.pipeline.run(item, take_up=True, progress=progress)


@dataclass(frozen=True, slots=True)
class UnderKey:
    """A batch that is submitted twice under one key is run once: each application of it has a key of its own."""

    pipeline: Pipeline
    key: str

    async def run(self, item: LoanApplication, /, *, progress: Progress | None = None) -> PipelineResult:
        key = f"{self.key}/{item.application_id}"
        return await self.pipeline.run(item, idempotency_key=key, progress=progress)


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Goes on with runs whose applications are not at hand."""

    pipeline: Pipeline

    async def run(self, item: RunState, /, *, progress: Progress | None = None) -> PipelineResult:
        return await self.pipeline.take_up(item, progress)
