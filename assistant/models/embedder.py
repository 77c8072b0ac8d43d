"""The embedder: any sentence-transformers model, exported once to ONNX and then run by onnxruntime.

A model has two graphs. The exact one gives the model's own vectors, which is checked at export, and embeds questions.
The quantized one has 8-bit weights and embeds passages in less than half the time. It is made from the exact graph
without torch, and used only if its vectors are close to the exact ones. An archive may contain vectors of both. Export
needs torch and sentence-transformers (10 s to import); afterwards the embedder starts in 0.3 s.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.protocols import Vector

EXPORT = "exported"
"""Our folder beside the model's files; some models come with a folder ``onnx`` of other graphs."""
GRAPH = f"{EXPORT}/model.onnx"
QUANTIZED_GRAPH = f"{EXPORT}/model-int8.onnx"
DETAILS = f"{EXPORT}/model.json"
EXPORT_TOLERANCE = 1e-4
"""Largest difference of a vector component. Vectors have length 1 and measured differences are below 1e-6, so this
catches a wrong graph and ignores rounding."""
MIN_CLOSENESS = 0.97
"""Least cosine of a quantized vector and the exact one. Measured with the default model on 512 news passages: mean
.993, least .986, and retrieval as good as with exact vectors (bench/RESULTS.md); other 8-bit schemes give .95."""
BATCH = 8
"""Texts in a run of the exact graph: 48 passages/s on two cores, against 37 with one text, and 29 with 32 texts and
both cores on one run."""
QUANTIZED_BATCH = 1
"""Texts in a run of the quantized graph: 105 passages/s with one, 80 with 8. Activations are scaled to 8 bits for each
run, so with one text a run, a text's vector is closer to the exact one and does not depend on the other texts."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_PROBES = ("What did the minister say on 28 January?", "Three people were hurt.", "A much longer sentence " * 30)


class OnnxEmbedder:
    """Implements ``Embedder``. ``name`` is the model's name, ``dimensions`` the length of its vectors."""

    def __init__(self, folder: Path, name: str, threads: int = 0, *, quantized: bool = False) -> None:
        """Load an exported model; with ``quantized``, its quantized graph if there is one.

        Raises ModelError when the folder contains no exported model, or a damaged one.
        """
        self.name = name
        self._threads = threads or os.cpu_count() or 1
        try:
            details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
            self.dimensions: int = details["dimensions"]
            quantized = quantized and details.get("quick", False)
            self._session = _session(folder / (QUANTIZED_GRAPH if quantized else GRAPH))
            self._tokenizer = _tokenizer(folder, details["max_tokens"])
        except Exception as error:  # onnxruntime and tokenizers raise bare Exceptions of many kinds
            hint = f"Remove {folder / EXPORT} and run the command again: it is made anew."
            raise ModelError(f"The embedder in {folder} cannot be loaded: {_first_line(error)}.", hint) from error
        self._batch_size = QUANTIZED_BATCH if quantized else BATCH
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return a vector of ``dimensions`` float32 and length 1 for each text, in the order of the texts.

        Texts with similar numbers of tokens share a run, to save padding (sorted by characters: 15% slower). Each core
        has its own runs, the longest first, so that all end together: twice as fast as all cores on one run.
        """
        import numpy as np

        encodings = self._tokenizer.encode_batch(texts)
        order = sorted(range(len(texts)), key=lambda index: -len(encodings[index].ids))
        batches = [order[start : start + self._batch_size] for start in range(0, len(order), self._batch_size)]
        runs = ([encodings[index] for index in batch] for batch in batches)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if len(batches) == 1:
            vectors[order] = self._run(next(runs))
            return list(vectors)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            for batch, rows in zip(batches, pool.map(self._run, runs), strict=True):
                vectors[batch] = rows
        return list(vectors)

    def _run(self, encodings: Sequence[Any]) -> Any:
        """Embed tokenized texts, the longest first; return one row for each."""
        import numpy as np

        fields = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
        feed = {name: np.zeros((len(encodings), len(encodings[0].ids)), dtype=np.int64) for name in self._inputs}
        for name, rows in feed.items():
            for row, encoding in zip(rows, encodings, strict=True):
                row[: len(encoding.ids)] = getattr(encoding, fields[name])
        return self._session.run(["sentence_embedding"], feed)[0]


def _session(graph: Path) -> Any:
    """Load a graph for runs on several threads, each of which uses one core."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _tokenizer(folder: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    return tokenizer


def export(folder: Path) -> None:
    """Export the sentence-transformers model in ``folder`` to ONNX, into a folder inside, unless that was done before.

    Atomic: the graph appears complete or not at all. Raises ModelError when the model cannot be loaded or exported, or
    when the exported graph gives other vectors than the model.
    """
    if is_exported(folder):
        return
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        draft = Path(temporary)
        try:
            expected = _write_graph(folder, draft)
            shutil.copy(folder / "tokenizer.json", draft)
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            hint = "It must be a sentence-transformers model with a tokenizer.json."
            raise ModelError(f"The embedder in {folder} cannot be prepared: {_first_line(error)}.", hint) from error
        _check_export(draft, expected)
        (folder / EXPORT).mkdir(exist_ok=True)
        for file in (GRAPH, DETAILS):
            os.replace(draft / file, folder / file)


def is_exported(folder: Path) -> bool:
    """Whether the model in ``folder`` has its exact graph."""
    return (folder / DETAILS).exists() and (folder / GRAPH).exists()


def quantize(folder: Path) -> None:
    """Make the quantized graph of an exported model, unless that was done before. Takes 3 s.

    If its vectors are too far from the exact ones, this is recorded, and the exact graph is used instead. Raises
    ModelError when the exact graph is missing or damaged, or the folder cannot be written.
    """
    if is_quantized(folder):
        return
    exact = OnnxEmbedder(folder, "")
    try:
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            draft = Path(temporary)
            _write_quantized_graph(folder, draft)
            details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
            details["quick"] = _closeness(OnnxEmbedder(draft, "", quantized=True), exact) >= MIN_CLOSENESS
            if details["quick"]:
                os.replace(draft / QUANTIZED_GRAPH, folder / QUANTIZED_GRAPH)
            (draft / DETAILS).write_text(json.dumps(details), encoding="utf-8")
            os.replace(draft / DETAILS, folder / DETAILS)
    except OSError as error:
        hint = "Free some disk space, or make the folder writable."
        raise ModelError(f"The embedder in {folder} cannot be prepared: {error.strerror}.", hint) from error


def is_quantized(folder: Path) -> bool:
    """Whether the model has its quantized graph, or a record that this graph is too inexact."""
    try:
        is_usable = json.loads((folder / DETAILS).read_text(encoding="utf-8")).get("quick")
    except (OSError, ValueError):
        return False
    return is_usable is False or (is_usable is True and (folder / QUANTIZED_GRAPH).exists())


def _write_quantized_graph(folder: Path, draft: Path) -> None:
    """Write an embedder with 8-bit weights to the folder ``draft``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    (draft / EXPORT).mkdir()
    with _silent():
        quantize_dynamic(
            folder / GRAPH,
            draft / QUANTIZED_GRAPH,
            per_channel=True,
            reduce_range=True,  # 7 bits: sums of products overflow on processors without VNNI otherwise
            weight_type=QuantType.QInt8,
        )
    shutil.copy(folder / "tokenizer.json", draft)
    details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
    (draft / DETAILS).write_text(json.dumps({**details, "quick": True}), encoding="utf-8")


@contextmanager
def _silent() -> Iterator[None]:
    """Suppress the messages that the library writes to the root logger."""
    previous_level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(previous_level)


def _closeness(quantized: OnnxEmbedder, exact: OnnxEmbedder) -> float:
    """Return the least cosine of the two embedders' vectors of the probe texts."""
    import numpy as np

    quantized_rows, exact_rows = (np.array(embedder.embed(_PROBES)) for embedder in (quantized, exact))
    return float((quantized_rows * exact_rows).sum(axis=1).min())


def _write_graph(folder: Path, draft: Path) -> Any:
    """Trace the modules (transformer, pooling, normalisation) into one graph; return the model's vectors to compare."""
    import torch

    model = _load(folder)

    class Pipeline(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
        def __init__(self) -> None:
            super().__init__()
            self.modules_in_order = model

        def forward(self, *inputs: Any) -> Any:
            features = dict(zip(names, inputs, strict=True))
            for module in self.modules_in_order:
                features = module(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    example = model.preprocess(list(_PROBES[:2]))
    names = [name for name in _INPUTS if name in example]
    (draft / EXPORT).mkdir()
    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"sentence_embedding": {0: "texts"}}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes about opsets; the result is checked against the model itself
        torch.onnx.export(
            Pipeline().eval(),
            tuple(example[name] for name in names),
            str(draft / GRAPH),
            input_names=names,
            output_names=["sentence_embedding"],
            dynamic_axes=axes,
            dynamo=False,  # the newer exporter needs onnxscript and gives the same graph for these models
            opset_version=17,
        )
    details = {"dimensions": model.get_embedding_dimension(), "max_tokens": model.max_seq_length}
    (draft / DETAILS).write_text(json.dumps(details), encoding="utf-8")
    return model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False)


def _load(folder: Path) -> Any:
    """Load the model from its folder only: no hub, no remote code, no progress bar."""
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1")
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()


def _check_export(draft: Path, expected: Any) -> None:
    import numpy as np

    difference = float(np.abs(np.array(OnnxEmbedder(draft, "").embed(_PROBES)) - expected).max())
    if difference > EXPORT_TOLERANCE:
        raise ModelError(f"The exported embedder differs from the original by {difference:.2g}; it is not used.")


def _first_line(error: Exception) -> str:
    """Return the first line of an error's message: torch prints tensors behind it."""
    return str(error).split("\n", 1)[0][:200]
