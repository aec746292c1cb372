"""Puts the task to `peers.py` in its own interpreter and reads what came back; says what is missing."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.retrieval_speed.corpus import Corpus, Query
from benchmarks.retrieval_speed.reference import Reference, Scores
from retrieval.stages.lexical import K1, B

_SCRIPT = Path(__file__).with_name("peers.py")
_MOST_TIMED = 30


@dataclass(frozen=True)
class Rivals:
    """`times` in ms by peer; `bm25s` has a row of scores for each query, over the passages in force."""

    times: dict[str, list[float]] = field(default_factory=dict)
    bm25s: Scores | None = None
    told: tuple[str, ...] = ()


def ask_rivals(python: Path, corpus: Corpus, asked: Sequence[Query], *, timed: bool) -> Rivals:
    if not python.exists():
        return Rivals(told=(f"Not compared with the peers and bm25s: there is no {python} (see --help).",))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_task(folder, corpus, asked, timed=timed)
        subprocess.run([str(python), str(_SCRIPT), str(folder)], check=True)  # noqa: S603 - the interpreter that was named
        answer = json.loads((folder / "answer.json").read_text())
        scores = folder / "bm25s.npy"
        return Rivals(
            times=answer["times"],
            bm25s=np.load(scores) if scores.exists() else None,
            told=(
                *(f"{name} is not installed for {python}: {why}." for name, why in answer["missing"].items()),
                *(f"{name} {version}" for name, version in answer["versions"].items()),
            ),
        )


def _write_task(folder: Path, corpus: Corpus, asked: Sequence[Query], *, timed: bool) -> None:
    """Only what is in force: the peers know no dates. For bm25s a passage ends with its title's word, the last id."""
    reference = Reference(corpus)
    title = len(corpus.vocabulary)
    ends = np.cumsum(reference.lengths - 1)
    word_ids = np.insert(reference.word_ids, ends, title)
    starts = np.concatenate(([0], np.cumsum(reference.lengths)))
    np.savez(folder / "passages.npz", vectors=corpus.vectors[reference.places], word_ids=word_ids, starts=starts)
    task = {
        "texts": [corpus.texts[place] for place in reference.places] if timed else [],
        "timed": {query.text: query.vector.tolist() for query in asked[:_MOST_TIMED]} if timed else {},
        "scored": [list(query.word_ids) for query in asked],
        "vocabulary": title + 1,
        "k1": K1,
        "b": B,
    }
    (folder / "questions.json").write_text(json.dumps(task))
