"""Policy files and folders into the index: reads every file, leaves out what comes twice, ingests the rest.

    paths -> files -> read each (one that fails is reported, the rest goes on) -> same documents once -> ingest

Nothing is indexed before all files were read.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from retrieval.chunking import ChunkSettings
from retrieval.corpus import FileOutcome, IngestOutcome
from retrieval.documents import DocumentError, GivenMetadata, PolicyDocument, plain_words
from retrieval.embedding import Embedder
from retrieval.expansion import questions_file, with_questions
from retrieval.ingest import ingest_documents
from retrieval.readers.registry import READERS, read_policy
from storage.database import Database

Stage = Literal["reading", "embedding"]
Progress = Callable[[Stage, int, int], None]
"""Called with what is under way, how many files or passages are done, and how many there will be."""

_LEFT_BY_WORD = "~$"
"""How the names of the files begin that Word leaves beside an open document."""


async def ingest_paths(
    database: Database,
    paths: Sequence[Path],
    embedder: Embedder,
    *,
    given: GivenMetadata = GivenMetadata(),  # noqa: B008 - frozen
    settings: ChunkSettings | None = None,
    progress: Progress | None = None,
) -> tuple[FileOutcome, ...]:
    """One outcome for each file, in the order of the paths; folders are searched to the bottom.

    `given` says what the files leave open; the questions beside a policy are read with it. Raises `PolicyIndexError`
    for another model's index, and what the embedder raises; the versions that were written until then stay.
    """
    files = dict(policy_files(paths))
    beside = {questions_file(path) for path in files}
    files = {path: named for path, named in files.items() if path not in beside}
    read: dict[Path, PolicyDocument | FileOutcome] = {}
    for path, named in files.items():
        read[path] = await asyncio.to_thread(_read, path, given, named=named)
        if progress is not None:
            progress("reading", len(read), len(files))
    documents = {path: found for path, found in read.items() if isinstance(found, PolicyDocument)}
    repeated = repetitions(documents)
    chosen = {path: document for path, document in documents.items() if path not in repeated}
    report = await ingest_documents(
        database,
        list(chosen.values()),
        embedder,
        settings=settings or ChunkSettings(),
        progress=None if progress is None else lambda done, total: progress("embedding", done, total),
    )
    ingested = dict(zip(chosen, report.outcomes, strict=True))
    return tuple(_outcome(path, read[path], ingested.get(path), repeated.get(path)) for path in files)


def policy_files(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Each file once, and whether it was named itself rather than found in a folder. Hidden files are not found."""
    seen: set[Path] = set()
    for path in paths:
        for file in _found(path) if path.is_dir() else (path,):
            if (resolved := file.resolve()) not in seen:
                seen.add(resolved)
                yield file, file == path


def repetitions(documents: Mapping[Path, PolicyDocument]) -> dict[Path, FileOutcome]:
    """The files that say what one before them says, or call themselves the same version with other words."""
    labels: dict[str, tuple[Path, tuple[str, ...]]] = {}
    contents: dict[object, Path] = {}
    repeated: dict[Path, FileOutcome] = {}
    for path, document in documents.items():
        words = plain_words("\n".join(document.text[block.start : block.end] for block in document.blocks))
        cases = document.metadata.model_dump(exclude={"document", "title", "version"})
        content = (words, tuple(cases.items()))
        twin = contents.setdefault(content, path)
        namesake, written = labels.setdefault(document.label, (path, words))
        if twin != path:
            repeated[path] = _of(document, path, "duplicate", f"Duplicate of {twin}: the same words.")
        elif namesake != path:
            if written == words:
                problem = f"{document.label} is already the content of {namesake}, with other dates, programs or states"
            else:
                problem = f"{document.label} is already the content of {namesake}, in other words"
            error = DocumentError(path.name, "document and version", problem, "Give one of the two another version")
            repeated[path] = _of(document, path, "failed", str(error))
    return repeated


def _found(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not hidden and not file.name.startswith(_LEFT_BY_WORD):
            yield file


def _read(path: Path, given: GivenMetadata, *, named: bool) -> PolicyDocument | FileOutcome:
    if not named and path.suffix.lower() not in READERS:
        return FileOutcome(file=str(path), change="skipped", note=f"Only {', '.join(READERS)} are read in folders.")
    try:
        return with_questions(read_policy(path.read_bytes(), path.name, given), path)
    except DocumentError as error:
        return FileOutcome(file=str(path), change="failed", note=str(error))
    except OSError as error:
        return FileOutcome(file=str(path), change="failed", note=f"{path.name}: {error.strerror or error}.")


def _of(document: PolicyDocument, path: Path, change: Literal["duplicate", "failed"], note: str) -> FileOutcome:
    metadata = document.metadata
    return FileOutcome(file=str(path), document=metadata.document, version=metadata.version, change=change, note=note)


def _outcome(
    path: Path,
    read: PolicyDocument | FileOutcome,
    ingested: IngestOutcome | None,
    repeated: FileOutcome | None,
) -> FileOutcome:
    if isinstance(read, FileOutcome):
        return read
    if repeated is not None:
        return repeated
    if ingested is None or ingested.change == "withdrawn":
        raise AssertionError(f"{path} was read and is in no report")
    return FileOutcome(
        file=str(path),
        change=ingested.change,
        document=ingested.document,
        version=ingested.version,
        passages=ingested.passages,
        embedded=ingested.embedded,
        note=ingested.note,
    )
