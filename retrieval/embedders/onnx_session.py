"""How every ONNX graph of this room is opened and fed."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Inputs = dict[str, npt.NDArray[np.int64]]


def open_session(graph: Path, threads: int) -> Any:  # noqa: ANN401 - onnxruntime has no types
    """On the CPU, with threads that sleep while there is nothing to do. Raises whatever onnxruntime raises."""
    import onnxruntime  # noqa: PLC0415 - heavy, and not needed while no model is used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def batches_by_length(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Indices in batches of at most `size`, like lengths together, so that little padding is computed."""
    by_length = sorted(range(len(lengths)), key=lambda index: lengths[index])
    for first in range(0, len(by_length), size):
        yield by_length[first : first + size]


def model_inputs(encodings: Sequence[Any], names: Collection[str] = ("input_ids", "attention_mask")) -> Inputs:
    """Those inputs of a BERT graph that are named, from encodings of one length."""
    attributes = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
    return {
        name: np.array([getattr(encoding, attribute) for encoding in encodings], np.int64)
        for name, attribute in attributes.items()
        if name in names
    }
