"""Writes all-MiniLM-L6-v2 as an ONNX graph from its safetensors weights, so that neither torch nor a hub is needed.

The graph reads `input_ids` and `attention_mask` (int64, batch x length) and offers two outputs: `embedding`, the mean
of the token states under the mask at unit length, and `tokens`, the token states themselves. Only the outputs that a
caller asks for are computed. The encoder is BERT (Devlin et al. 2019, section 3); attention, bias + GELU and
residual + normalisation use onnxruntime's fused operators of the domain com.microsoft.
"""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

GRAPH_VERSION = 1
"""Counts up whenever the graph written from the same weights would differ."""

_LAYER_NORM_EPSILON = 1e-12
_OPSET = 17
_IR_VERSION = 9
_FUSED = "com.microsoft"
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")


def write_graph(weights: Path, heads: int, target: Path) -> None:
    """Replaces `target` in one step: a reader sees the old file, the whole new one, or none."""
    import onnx  # noqa: PLC0415 - heavy, and needed once on a machine
    from safetensors.numpy import load_file  # noqa: PLC0415 - as above

    tensors = {name.removeprefix("bert."): tensor for name, tensor in load_file(weights).items()}
    model = _encoder(tensors, heads).model()
    onnx.checker.check_model(model)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=target.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(model.SerializeToString())
        Path(unfinished).replace(target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


class _Graph:
    """Nodes and constants in the order in which they are added; every value is known by its name."""

    def __init__(self) -> None:
        from onnx import helper, numpy_helper  # noqa: PLC0415 - heavy, and needed once on a machine

        self._helper = helper
        self._numpy_helper = numpy_helper
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        self._constants[name] = self._numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401 - as onnx takes them
        self._nodes.append(self._helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def model(self) -> Any:  # noqa: ANN401 - onnx has no types
        from onnx import TensorProto  # noqa: PLC0415 - heavy, and needed once on a machine

        value = self._helper.make_tensor_value_info
        graph = self._helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [value(name, TensorProto.INT64, ["batch", "length"]) for name in ("input_ids", "attention_mask")],
            [
                value("embedding", TensorProto.FLOAT, ["batch", "width"]),
                value("tokens", TensorProto.FLOAT, ["batch", "length", "width"]),
            ],
            list(self._constants.values()),
        )
        opsets = [self._helper.make_opsetid("", _OPSET), self._helper.make_opsetid(_FUSED, 1)]
        return self._helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)


def _encoder(tensors: Mapping[str, npt.NDArray[Any]], heads: int) -> _Graph:
    from onnx import TensorProto  # noqa: PLC0415 - heavy, and needed once on a machine

    graph = _Graph()
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    state = _embeddings(graph, tensors)
    for layer in range(1 + max(int(found[1]) for name in tensors if (found := _LAYER.match(name)))):
        state = _layer(graph, tensors, f"encoder.layer.{layer}", state, heads)
    graph.add("Identity", [state], "tokens")
    _mean_pooling(graph)
    return graph


def _embeddings(graph: _Graph, tensors: Mapping[str, npt.NDArray[Any]]) -> str:
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


def _layer(graph: _Graph, tensors: Mapping[str, npt.NDArray[Any]], layer: str, state: str, heads: int) -> str:
    def weight(name: str) -> str:
        """Torch keeps a linear layer as outputs x inputs; `MatMul` multiplies by inputs x outputs."""
        tensor = tensors[f"{layer}.{name}"]
        return graph.constant(f"{layer}.{name}", tensor.T if tensor.ndim > 1 else tensor)

    def normalised(name: str, values: str, residual: str) -> str:
        norm = [weight(f"{name}.LayerNorm.weight"), weight(f"{name}.LayerNorm.bias"), weight(f"{name}.dense.bias")]
        return graph.add(
            "SkipLayerNormalization",
            [values, residual, *norm],
            f"{layer}.{name}",
            _FUSED,
            epsilon=_LAYER_NORM_EPSILON,
        )

    parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    joined = graph.constant(f"{layer}.qkv.weight", np.concatenate([tensors[f"{part}.weight"].T for part in parts], 1))
    biases = graph.constant(f"{layer}.qkv.bias", np.concatenate([tensors[f"{part}.bias"] for part in parts]))
    seen = graph.add("Attention", [state, joined, biases, "mask"], f"{layer}.seen", _FUSED, num_heads=heads)
    mixed = graph.add("MatMul", [seen, weight("attention.output.dense.weight")], f"{layer}.mixed")
    attended = normalised("attention.output", mixed, state)
    wide = graph.add("MatMul", [attended, weight("intermediate.dense.weight")], f"{layer}.wide")
    active = graph.add("BiasGelu", [wide, weight("intermediate.dense.bias")], f"{layer}.active", _FUSED)
    narrow = graph.add("MatMul", [active, weight("output.dense.weight")], f"{layer}.narrow")
    return normalised("output", narrow, attended)


def _mean_pooling(graph: _Graph) -> None:
    from onnx import TensorProto  # noqa: PLC0415 - heavy, and needed once on a machine

    along_length = graph.constant("along_length", np.array([1], np.int64))
    graph.add("Cast", ["attention_mask"], "counted", to=TensorProto.FLOAT)
    graph.add("Unsqueeze", ["counted", graph.constant("last", np.array([2], np.int64))], "column")
    graph.add("Mul", ["tokens", "column"], "masked")
    graph.add("ReduceSum", ["masked", along_length], "total", keepdims=0)
    graph.add("ReduceSum", ["counted", along_length], "count", keepdims=1)
    graph.add("Div", ["total", "count"], "mean")
    graph.add("LpNormalization", ["mean"], "embedding", axis=1, p=2)
