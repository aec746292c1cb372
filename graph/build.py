"""The pipeline as a compiled LangGraph graph.

intake -> ratio -> compliance -> underwriting -> decision -> audit -> validator -> release, with four ways off it:
an incomplete file skips to the decision, a compliance failure skips underwriting, a referral may pause in review, and a
verdict that fails rewrites the wording or holds the file. Before the decision `judged` waits for what models were asked
to judge, after it `worded` for what they were asked to write.
"""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.case_file import CaseFile
from agents.context import AgentContext
from agents.registry import AGENTS
from graph import routing
from graph.joins import judged, worded
from graph.nodes import ContextOf, given, holding, node_of, releasing, review, rewriting
from graph.state import PipelineInput, PipelineState

Graph = CompiledStateGraph[PipelineState, AgentContext, PipelineInput, PipelineState]


def _by_case(choose: Any) -> Any:  # noqa: ANN401 - keeps the routing function's own Literal for the drawn edges
    def route(state: PipelineState) -> str:
        return str(choose(CaseFile.model_validate(state)))

    route.__name__ = choose.__name__
    route.__annotations__["return"] = choose.__annotations__["return"]
    return route


def build_graph(checkpointer: BaseCheckpointSaver[Any] | None = None, context_of: ContextOf | None = None) -> Graph:
    """The compiled graph. Without `context_of` the caller gives an `AgentContext` with every run."""
    context_schema = AgentContext if context_of is None else None
    builder = StateGraph(PipelineState, context_schema=context_schema, input_schema=PipelineInput)
    context_of = context_of or given
    for name, agent in AGENTS.items():
        builder.add_node(name, node_of(agent, context_of))
    builder.add_node("judged", judged(context_of))
    builder.add_node("worded", worded(context_of))
    builder.add_node("review", review)
    builder.add_node("rewrite", rewriting(context_of))
    builder.add_node("release", releasing(context_of))
    builder.add_node("hold", holding(context_of))
    builder.add_edge(START, "intake")
    for source, choose in (
        ("intake", routing.after_intake),
        ("ratio", routing.after_ratio),
        ("compliance", routing.after_compliance),
        ("worded", routing.after_decision),
        ("validator", routing.after_validator),
    ):
        builder.add_conditional_edges(source, _by_case(choose))
    builder.add_edge("underwriting", "judged")
    builder.add_edge("judged", "decision")
    builder.add_edge("decision", "worded")
    builder.add_edge("review", "audit")
    builder.add_edge("audit", "validator")
    builder.add_edge("rewrite", "audit")
    builder.add_edge("release", END)
    builder.add_edge("hold", END)
    return builder.compile(checkpointer=checkpointer, name="underwright")


def drawn_edges(graph: Graph) -> frozenset[tuple[str, str]]:
    """(source, target) of every edge of the compiled graph, START and END as `start` and `end`."""
    names = {START: "start", END: "end"}
    edges = graph.get_graph().edges
    return frozenset((names.get(edge.source, edge.source), names.get(edge.target, edge.target)) for edge in edges)
