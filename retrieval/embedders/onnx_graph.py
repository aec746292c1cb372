"""The parts that an ONNX graph is put together from: nodes, constants, and products with weights in two precisions."""

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FUSED = "com.microsoft"
"""The domain of onnxruntime's fused operators."""

_OPSET = 17
_IR_VERSION = 9
_WEIGHT_STEPS = 63
"""The largest rounded weight; the smallest is its negative."""

Weights = npt.NDArray[Any]


class Graph:
    """Nodes and constants in the order in which they are added; every value is known by its name."""

    def __init__(self) -> None:
        from onnx import helper, numpy_helper  # noqa: PLC0415 - heavy, and needed once on a machine

        self._helper = helper
        self._numpy_helper = numpy_helper
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def constant(self, name: str, value: Weights) -> str:
        self._constants[name] = self._numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401 - as onnx takes them
        return self.add_several(operator, inputs, (output,), domain, **attributes)[0]

    def add_several(
        self,
        operator: str,
        inputs: list[str],
        outputs: tuple[str, ...],
        domain: str = "",
        **attributes: Any,  # noqa: ANN401 - as onnx takes them
    ) -> tuple[str, ...]:
        self._nodes.append(self._helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs

    def model(self, name: str, integer_inputs: dict[str, list[str]], float_outputs: dict[str, list[str]]) -> Any:  # noqa: ANN401 - onnx has no types
        """Inputs (int64) and outputs (float32) with the names of their axes."""
        from onnx import TensorProto  # noqa: PLC0415 - heavy, and needed once on a machine

        value = self._helper.make_tensor_value_info
        graph = self._helper.make_graph(
            self._nodes,
            name,
            [value(given, TensorProto.INT64, axes) for given, axes in integer_inputs.items()],
            [value(offered, TensorProto.FLOAT, axes) for offered, axes in float_outputs.items()],
            list(self._constants.values()),
        )
        opsets = [self._helper.make_opsetid("", _OPSET), self._helper.make_opsetid(FUSED, 1)]
        return self._helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)


class Products:
    """How a state meets the weights of a layer, `weights` being inputs x outputs: in full precision."""

    def __init__(self, graph: Graph, heads: int) -> None:
        self._graph = graph
        self._heads = heads

    def linear(self, state: str, name: str, weights: Weights, output: str) -> str:
        return self._graph.add("MatMul", [state, self._graph.constant(name, weights)], output)

    def attention(self, state: str, name: str, weights: Weights, biases: str, output: str) -> str:
        """Self-attention under the graph's `mask`; `weights` are those of query, key and value side by side."""
        inputs = [state, self._graph.constant(name, weights), biases, "mask"]
        return self._graph.add("Attention", inputs, output, FUSED, num_heads=self._heads)


class SmallProducts(Products):
    """In 8 bit, which halves what one short text costs.

    Weights are rounded beforehand, column by column, to seven bits: with the eighth, processors that add pairs of
    products in 16 bits (AVX2 without VNNI) would clip some, and a text would have another vector on another machine.
    States are rounded at run time to the range of the whole batch, so what a text gives depends on the texts beside
    it: give such a graph one text at a time.
    """

    def linear(self, state: str, name: str, weights: Weights, output: str) -> str:
        return self._graph.add("DynamicQuantizeMatMul", [state, *self._rounded(name, weights)], output, FUSED)

    def attention(self, state: str, name: str, weights: Weights, biases: str, output: str) -> str:
        parts = (f"{output}.state", f"{output}.scale", f"{output}.zero")
        small, scale, zero = self._graph.add_several("DynamicQuantizeLinear", [state], parts)
        rounded, steps = self._rounded(name, weights)
        inputs = [small, rounded, biases, scale, steps, "mask", zero]
        return self._graph.add("QAttention", inputs, output, FUSED, num_heads=self._heads)

    def _rounded(self, name: str, weights: Weights) -> tuple[str, str]:
        """The weights as whole numbers, and for each column what one of them is worth."""
        steps = np.maximum(np.abs(weights).max(0), np.finfo(np.float32).tiny) / np.float32(_WEIGHT_STEPS)
        rounded = np.rint(weights / steps).astype(np.int8)
        return self._graph.constant(name, rounded), self._graph.constant(f"{name}.steps", steps.astype(np.float32))


def replace_file(model: Any, target: Path) -> None:  # noqa: ANN401 - onnx has no types
    """Checks the model and writes it in one step: a reader sees the old file, the whole new one, or none."""
    import onnx  # noqa: PLC0415 - heavy, and needed once on a machine

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
