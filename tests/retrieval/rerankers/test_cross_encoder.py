"""The cross-encoder over a tiny one of random weights, written here; the real file is not there when tests run."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from retrieval.rerankers.cross_encoder import CrossEncoder
from retrieval.stages.rerank import RerankerUnavailableError

Array = npt.NDArray[np.float32]
WIDTH = 8
WORDS = "[PAD] [UNK] [CLS] [SEP] gift funds reserves loan from relative appraisal may a".split()
QUESTION = "may a relative gift funds"
PASSAGES = ["gift funds from a relative", "reserves", "a loan " * 40, "appraisal"]


def drawn_weights() -> dict[str, Array]:
    """Small, so that every token gets a share of the attention."""
    draw = np.random.default_rng(4)
    shapes = {
        "words": (len(WORDS), WIDTH),
        "places": (512, WIDTH),
        "types": (2, WIDTH),
        "query": (WIDTH, WIDTH),
        "key": (WIDTH, WIDTH),
        "value": (WIDTH, WIDTH),
        "head": (WIDTH, 1),
    }
    return {name: draw.normal(scale=0.4, size=shape).astype(np.float32) for name, shape in shapes.items()}


def write_model(folder: Path, weights: dict[str, Array], *, outputs: int = 1, types: bool = True) -> None:
    """One layer of attention under the mask over words + places + types; the first token's state gives the score."""
    constants = {**weights, "head": np.repeat(weights["head"], outputs, 1)}
    constants |= {"zero": np.array([0], np.int64), "axis": np.array([1], np.int64)}
    constants |= {"start": np.array(0, np.int64), "much": np.array(-1e9, np.float32), "whole": np.array(1, np.float32)}
    steps: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ("Gather", ["words", "input_ids"], "w", {}),
        ("Shape", ["input_ids"], "length", {"start": 1, "end": 2}),
        ("Slice", ["places", "zero", "length", "zero"], "p", {}),
        ("Add", ["w", "p"], "wp", {}),
        *([("Gather", ["types", "token_type_ids"], "t", {}), ("Add", ["wp", "t"], "x", {})] if types else []),
        *([] if types else [("Identity", ["wp"], "x", {})]),
        *((("MatMul", ["x", part], f"x_{part}", {})) for part in ("query", "key", "value")),
        ("Transpose", ["x_key"], "turned", {"perm": [0, 2, 1]}),
        ("MatMul", ["x_query", "turned"], "raw", {}),
        ("Cast", ["attention_mask"], "seen", {"to": TensorProto.FLOAT}),
        ("Sub", ["whole", "seen"], "unseen", {}),
        ("Mul", ["unseen", "much"], "far", {}),
        ("Unsqueeze", ["far", "axis"], "wall", {}),
        ("Add", ["raw", "wall"], "masked", {}),
        ("Softmax", ["masked"], "shares", {"axis": -1}),
        ("MatMul", ["shares", "x_value"], "mixed", {}),
        ("Gather", ["mixed", "start"], "first", {"axis": 1}),
        ("MatMul", ["first", "head"], "logits", {}),
    ]
    given = ["input_ids", "attention_mask", *(["token_type_ids"] if types else [])]
    graph = helper.make_graph(
        [helper.make_node(operator, inputs, [output], **extra) for operator, inputs, output, extra in steps],
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in given],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", outputs])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), folder / "model.onnx")


def write_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token=WORDS[1]))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", WORDS.index("[CLS]")), ("[SEP]", WORDS.index("[SEP]"))],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_model(tmp_path, drawn_weights())
    write_tokenizer(tmp_path)
    return tmp_path


def reference(tokenizer: Tokenizer, question: str, passage: str, *, types: bool = True) -> float:
    weights = drawn_weights()
    pair = tokenizer.encode(question, passage)
    state = weights["words"][pair.ids] + weights["places"][: len(pair.ids)]
    if types:
        state = state + weights["types"][pair.type_ids]
    raw = (state[0] @ weights["query"]) @ (state @ weights["key"]).T
    shares = np.exp(raw - raw.max())
    mixed = (shares / shares.sum()) @ (state @ weights["value"])
    return float((mixed @ weights["head"])[0])


def test_each_pair_gets_the_models_logit_in_the_order_given(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    passages = PASSAGES * 6  # more than one batch
    scores = CrossEncoder(folder).scores(QUESTION, passages)
    expected = [reference(tokenizer, QUESTION, passage) for passage in PASSAGES] * 6
    assert scores == pytest.approx(expected, abs=1e-4)
    assert len({round(score, 3) for score in scores}) == 4
    assert CrossEncoder(folder).scores(QUESTION, []) == []


def test_a_pair_longer_than_512_tokens_loses_the_end_of_the_passage(folder: Path) -> None:
    """The tiny model has no 513th place, and its score depends on every token that it reads."""
    question, kept = "gift", 508
    whole, longer, changed = (
        "loan " * (kept - 1) + "appraisal",
        "loan " * (kept - 1) + "appraisal " + "gift " * 300,
        "loan " * (kept - 1) + "reserves",
    )
    scores = CrossEncoder(folder).scores(question, [whole, longer, changed])
    assert scores[0] == pytest.approx(scores[1], abs=1e-6)
    assert scores[0] != pytest.approx(scores[2], abs=1e-6)
    assert np.isfinite(CrossEncoder(folder).scores("gift " * 700, ["reserves"])).all()


def test_a_model_that_knows_no_token_types_is_not_given_any(tmp_path: Path) -> None:
    write_model(tmp_path, drawn_weights(), types=False)
    tokenizer = write_tokenizer(tmp_path)
    scores = CrossEncoder(tmp_path).scores(QUESTION, PASSAGES[:2])
    assert scores == pytest.approx(
        [reference(tokenizer, QUESTION, passage, types=False) for passage in PASSAGES[:2]], abs=1e-4
    )


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_told_with_the_remedy(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(RerankerUnavailableError, match=rf"there is no {name}.*unset UNDERWRIGHT_CROSS_ENCODER"):
        CrossEncoder(folder).scores(QUESTION, PASSAGES)


@pytest.mark.parametrize(
    ("name", "told"), [("model.onnx", "model.onnx does not load"), ("tokenizer.json", "tokenizer.json cannot be read")]
)
def test_a_damaged_file_is_told_with_the_remedy(folder: Path, name: str, told: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:50])
    with pytest.raises(RerankerUnavailableError, match=told):
        CrossEncoder(folder).scores(QUESTION, PASSAGES)


def test_a_model_that_gives_more_than_one_number_a_pair_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path, drawn_weights(), outputs=2)
    write_tokenizer(tmp_path)
    with pytest.raises(RerankerUnavailableError, match=r"gives \(4, 2\) numbers for 4 pairs"):
        CrossEncoder(tmp_path).scores(QUESTION, PASSAGES)


def test_nothing_is_kept_of_a_passage(folder: Path) -> None:
    connection: Any = None
    asyncio.run(CrossEncoder(folder).prepare(connection, PASSAGES))
