"""Writes all-MiniLM-L6-v2 as an ONNX graph from its safetensors weights, so that neither torch nor a hub is needed.

The graph reads `input_ids` and `attention_mask` (int64, batch x length) and offers two outputs: `embedding`, the mean
of the token states under the mask at unit length, and `tokens`, the token states themselves. Only the outputs that a
caller asks for are computed. The encoder is BERT (Devlin et al. 2019, section 3); attention, bias + GELU and
residual + normalisation use onnxruntime's fused operators.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.embedders.onnx_graph import FUSED, Graph, Products, SmallProducts, replace_file

GRAPH_VERSION = 2
"""Counts up whenever a graph written from the same weights would differ."""

_LAYER_NORM_EPSILON = 1e-12
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")
_TEXTS = ["batch", "length"]

Tensors = Mapping[str, npt.NDArray[Any]]


def write_graph(weights: Path, heads: int, target: Path, *, small: bool = False) -> None:
    """Replaces `target` in one step. `small` writes the 8-bit graph for single texts, see `SmallProducts`."""
    from safetensors.numpy import load_file  # noqa: PLC0415 - heavy, and needed once on a machine

    tensors = {name.removeprefix("bert."): tensor for name, tensor in load_file(weights).items()}
    graph = Graph()
    _encoder(graph, tensors, SmallProducts(graph, heads) if small else Products(graph, heads))
    outputs = {"embedding": ["batch", "width"], "tokens": [*_TEXTS, "width"]}
    inputs = {"input_ids": _TEXTS, "attention_mask": _TEXTS}
    replace_file(graph.model("all-MiniLM-L6-v2", inputs, outputs), target)


def _encoder(graph: Graph, tensors: Tensors, products: Products) -> None:
    from onnx import TensorProto  # noqa: PLC0415 - heavy, and needed once on a machine

    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    state = _embeddings(graph, tensors)
    for layer in range(1 + max(int(found[1]) for name in tensors if (found := _LAYER.match(name)))):
        state = _layer(graph, tensors, f"encoder.layer.{layer}", state, products)
    graph.add("Identity", [state], "tokens")
    _mean_pooling(graph)


def _embeddings(graph: Graph, tensors: Tensors) -> str:
    """Words plus positions. All text is of the first token type, whose row is added to the positions beforehand."""

    def weight(name: str) -> str:
        return graph.constant(name, tensors[f"embeddings.{name}"])

    words = graph.add("Gather", [weight("word_embeddings.weight"), "input_ids"], "words")
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    first = graph.constant("first", np.array([0], np.int64))
    positions = graph.add("Slice", [graph.constant("places", places), first, "length", first], "positions")
    summed = graph.add("Add", [words, positions], "summed")
    return graph.add(
        "LayerNormalization",
        [summed, weight("LayerNorm.weight"), weight("LayerNorm.bias")],
        "embedded",
        axis=-1,
        epsilon=_LAYER_NORM_EPSILON,
    )


def _layer(graph: Graph, tensors: Tensors, layer: str, state: str, products: Products) -> str:
    def vector(name: str) -> str:
        return graph.constant(f"{layer}.{name}", tensors[f"{layer}.{name}"])

    def linear(values: str, name: str, output: str) -> str:
        """Torch keeps a linear layer as outputs x inputs; a product here is with inputs x outputs."""
        weight = f"{layer}.{name}.dense.weight"
        return products.linear(values, weight, tensors[weight].T, f"{layer}.{output}")

    def normalised(name: str, values: str, residual: str) -> str:
        norm = [vector(f"{name}.LayerNorm.weight"), vector(f"{name}.LayerNorm.bias"), vector(f"{name}.dense.bias")]
        return graph.add(
            "SkipLayerNormalization",
            [values, residual, *norm],
            f"{layer}.{name}",
            FUSED,
            epsilon=_LAYER_NORM_EPSILON,
        )

    parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    joined = np.concatenate([tensors[f"{part}.weight"].T for part in parts], 1)
    biases = graph.constant(f"{layer}.qkv.bias", np.concatenate([tensors[f"{part}.bias"] for part in parts]))
    seen = products.attention(state, f"{layer}.qkv.weight", joined, biases, f"{layer}.seen")
    attended = normalised("attention.output", linear(seen, "attention.output", "mixed"), state)
    wide = linear(attended, "intermediate", "wide")
    active = graph.add("BiasGelu", [wide, vector("intermediate.dense.bias")], f"{layer}.active", FUSED)
    return normalised("output", linear(active, "output", "narrow"), attended)


def _mean_pooling(graph: Graph) -> None:
    from onnx import TensorProto  # noqa: PLC0415 - heavy, and needed once on a machine

    along_length = graph.constant("along_length", np.array([1], np.int64))
    graph.add("Cast", ["attention_mask"], "counted", to=TensorProto.FLOAT)
    graph.add("Unsqueeze", ["counted", graph.constant("last", np.array([2], np.int64))], "column")
    graph.add("Mul", ["tokens", "column"], "masked")
    graph.add("ReduceSum", ["masked", along_length], "total", keepdims=0)
    graph.add("ReduceSum", ["counted", along_length], "count", keepdims=1)
    graph.add("Div", ["total", "count"], "mean")
    graph.add("LpNormalization", ["mean"], "embedding", axis=1, p=2)
