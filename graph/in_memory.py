"""Records that nobody keeps: for a replay, and for whoever measures or tests what needs no database."""

import hashlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class MemoryRecords:
    """`documents` are records by thread and version, `sealed` what was sealed behind them by kind, thread, version."""

    documents: dict[tuple[str, int], str] = field(default_factory=dict)
    sealed: dict[tuple[str, str, int], str] = field(default_factory=dict)

    async def append(self, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        del application_id
        self.documents[thread_id, version] = document
        return hashlib.sha256(document.encode()).hexdigest()

    async def read(self, thread_id: str, version: int) -> str | None:
        return self.documents.get((thread_id, version))

    async def seal(self, kind: str, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        del application_id
        return self.sealed.setdefault((kind, thread_id, version), document)
