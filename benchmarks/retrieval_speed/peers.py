"""The same questions put to the hybrid retrievers of LangChain and LlamaIndex, and to bm25s as the oracle for BM25.

Run by `run_retrieval_speed.py` under an interpreter that has `requirements/peers.in`, which need not be ours (they want
other versions of shared packages): `python peers.py FOLDER`. FOLDER holds `passages.npz` and `questions.json` as
`write_task` writes them; `answer.json` and `bm25s.npy` come back in it. Imports numpy and the peers, nothing of ours.

Each peer keeps everything in its own process, is given the vectors of passages and queries, and hands 50 passages of
each side to its own reciprocal rank fusion, as ours does.
"""

import importlib
import importlib.metadata
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

DEPTH = 50
WARM_UP = 2

Retrieve = Callable[[str, list[float]], object]


def langchain(texts: Sequence[str], vectors: Sequence[list[float]], queries: dict[str, list[float]]) -> Retrieve:
    retrievers = importlib.import_module("langchain_classic.retrievers")
    community = importlib.import_module("langchain_community.retrievers")
    stores = importlib.import_module("langchain_core.vectorstores")

    class Known:
        def embed_documents(self, _: Sequence[str]) -> list[list[float]]:
            return list(vectors)

        def embed_query(self, text: str) -> list[float]:
            return queries[text]

    lexical = community.BM25Retriever.from_texts(list(texts), k=DEPTH)
    dense = stores.InMemoryVectorStore.from_texts(list(texts), Known()).as_retriever(search_kwargs={"k": DEPTH})
    ensemble = retrievers.EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])
    return lambda query, _: ensemble.invoke(query)


def llama_index(texts: Sequence[str], vectors: Sequence[list[float]], _: dict[str, list[float]]) -> Retrieve:
    core = importlib.import_module("llama_index.core")
    schema = importlib.import_module("llama_index.core.schema")
    retrievers = importlib.import_module("llama_index.core.retrievers")
    lexical = importlib.import_module("llama_index.retrievers.bm25").BM25Retriever
    embeddings = importlib.import_module("llama_index.core.embeddings")
    models = importlib.import_module("llama_index.core.llms")

    nodes = [
        schema.TextNode(id_=str(number), text=text, embedding=vector)
        for number, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]
    index = core.VectorStoreIndex(nodes, embed_model=embeddings.MockEmbedding(embed_dim=len(vectors[0])))
    fusion = retrievers.QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=DEPTH), lexical.from_defaults(nodes=nodes, similarity_top_k=DEPTH)],
        llm=models.MockLLM(),
        mode="reciprocal_rerank",
        num_queries=1,
        similarity_top_k=DEPTH,
        use_async=False,
    )
    return lambda query, vector: fusion.retrieve(schema.QueryBundle(query, embedding=vector))


PEERS = {
    "LangChain EnsembleRetriever": (langchain, "langchain-classic"),
    "LlamaIndex QueryFusionRetriever": (llama_index, "llama-index-core"),
}


def bm25_scores(
    ids: list[list[int]], vocabulary: int, queries: Sequence[list[int]], k1: float, b: float
) -> npt.NDArray[np.float64]:
    """One row of scores for each query, over all passages, in double precision."""
    bm25s = importlib.import_module("bm25s")
    known = bm25s.tokenization.Tokenized(ids=ids, vocab={str(word): word for word in range(vocabulary)})
    oracle = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float64")
    oracle.index(known, create_empty_token=False, show_progress=False)
    return np.stack([oracle.get_scores_from_ids(query) for query in queries])


def times(retrieve: Retrieve, questions: dict[str, list[float]]) -> list[float]:
    """Milliseconds of each question, after a few that are not counted."""
    asked = list(questions.items())
    taken = []
    for query, vector in [*asked[:WARM_UP], *asked]:
        started = perf_counter()
        retrieve(query, vector)
        taken.append((perf_counter() - started) * 1000)
    return taken[WARM_UP:]


def main() -> None:
    folder = Path(sys.argv[1])
    task = json.loads((folder / "questions.json").read_text())
    stored = np.load(folder / "passages.npz")
    answer: dict[str, Any] = {"times": {}, "versions": {}, "missing": {}}
    if task["timed"]:
        vectors = stored["vectors"].tolist()
        for name, (make, package) in PEERS.items():
            try:
                retrieve = make(task["texts"], vectors, task["timed"])
            except ImportError as error:
                answer["missing"][name] = str(error)
                continue
            answer["times"][name] = times(retrieve, task["timed"])
            answer["versions"][name] = importlib.metadata.version(package)
    try:
        ids = [part.tolist() for part in np.split(stored["word_ids"], stored["starts"][1:-1])]
        scores = bm25_scores(ids, task["vocabulary"], task["scored"], task["k1"], task["b"])
    except ImportError as error:
        answer["missing"]["bm25s"] = str(error)
    else:
        np.save(folder / "bm25s.npy", scores)
        answer["versions"]["bm25s"] = importlib.metadata.version("bm25s")
    (folder / "answer.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
