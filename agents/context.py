"""What agents are given besides the case: the world, behind a few narrow ports."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from agents.identity import tokenise
from agents.under_way import UnderWay
from lending.application import LoanApplication
from llm.desk import Session
from llm.privacy import Vault
from retrieval.passage import Passage
from retrieval.result import SearchResult


class Policies(Protocol):
    """The policy manual: search it, and open a citation in the text that it was made from."""

    async def retrieve(
        self, query: str, *, as_of: date, limit: int = 5, documents: Collection[str] | None = None
    ) -> SearchResult: ...

    async def open_passage(self, passage_id: str, *, text_sha256: str | None = None) -> Passage: ...


class Records(Protocol):
    """Where examination records are kept."""

    async def append(self, *, thread_id: str, application_id: str, version: int, document: str) -> str: ...

    async def read(self, thread_id: str, version: int) -> str | None: ...

    async def seal(self, kind: str, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        """Enters what became of that version in the ledger, once, and gives back what stands there."""


@dataclass(frozen=True, slots=True)
class AgentContext:
    """`submission` gives the application as it was handed in, identifying values and all; only intake calls it.

    `corpus_sha256` names the policy corpus, `thread_id` the run. `models` is this application's way to the models,
    `under_way` the work that goes on while the next agent already runs.
    """

    submission: Callable[[str], LoanApplication]
    models: Session
    policies: Policies
    records: Records
    thread_id: str
    profile: str
    corpus_sha256: str
    vault: Vault = field(default_factory=Vault)
    prepare: Callable[[LoanApplication, Vault], LoanApplication] = tokenise
    under_way: UnderWay = field(default_factory=UnderWay)
