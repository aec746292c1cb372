"""Which stages a search runs, and how. Each stage can be left out; what is chosen by default was measured.

`docs/retrieval.md` has the table of what each stage is worth on the development half of the project's own questions.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lending.base import Frozen
from retrieval.stages.fusion import RRF_K, Stage
from retrieval.stages.rerank import RerankSettings

Share = Annotated[float, Field(ge=0, le=1)]


class SearchSettings(Frozen):
    """`depth` is how many passages each stage hands to the next.

    `rewrite` searches for other wordings of the query too, which count `wording_weight` in the fusion where the query
    as it was asked counts 1. `asked` compares the query with the questions that passages answer, where there are such;
    it needs `dense`. `fusion` "rrf" adds up reciprocal ranks, "convex" scores: `dense_share` and `asked_share` are the
    shares of those two stages, the rest is lexical. `relevance_share` is what counts for relevance and not for being
    unlike the passages before; 1 leaves the order alone. `rerank` None leaves that stage out. `refuse` says of a result
    whether it answers the question at all.
    """

    depth: Annotated[int, Field(ge=1, le=1000)] = 50
    rewrite: bool = True
    wording_weight: Share = 0.5
    dense: bool = True
    asked: bool = True
    lexical: bool = True
    fusion: Literal["rrf", "convex"] = "convex"
    rrf_k: Annotated[int, Field(ge=1)] = RRF_K
    dense_share: Share = 0.2
    asked_share: Share = 0.4
    relevance_share: Share = 1.0
    rerank: RerankSettings | None = RerankSettings(depth=20, weight=0.2)
    refuse: bool = True

    @model_validator(mode="after")
    def _searches_somewhere(self) -> Self:
        if not self.dense and not self.lexical:
            raise ValueError("dense and lexical are both off: a search needs one of them")
        if self.dense_share + self.asked_share > 1:
            raise ValueError("dense_share and asked_share are more than 1 together: lower one of them")
        return self

    @property
    def shares(self) -> dict[Stage, float]:
        """Of the convex fusion."""
        lexical = 1 - self.dense_share - self.asked_share
        return {"dense": self.dense_share, "asked": self.asked_share, "lexical": lexical}
