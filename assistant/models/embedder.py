"""The embedder: any sentence-transformers model, exported once to ONNX and run by onnxruntime from then on.

Two graphs are made of a model. The exact one gives the model's own vectors, checked when it is exported, and serves
questions. The quick one has its weights in 8 bits and serves ingest, where it takes less than half the time; it is
made of the exact one, without torch, and used only if its vectors are close to the exact ones. Vectors of both may
stand in one archive. The export needs torch and sentence-transformers (10 s to import); everything after it starts in
0.3 s. Knows nothing of articles or of the index.
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
"""Our own folder beside the model's files; some models come with a folder ``onnx`` of other graphs."""
GRAPH = f"{EXPORT}/model.onnx"
QUICK_GRAPH = f"{EXPORT}/model-int8.onnx"
DETAILS = f"{EXPORT}/model.json"
EXPORT_TOLERANCE = 1e-4
"""Vectors have length 1; measured differences are below 1e-6, so this catches a wrong graph, never rounding."""
QUICK_CLOSENESS = 0.97
"""Least cosine of a quick vector and the exact one. Measured with the default model on 512 news passages: mean .993,
least .986, and retrieval as good as with exact ones (bench/RESULTS.md); with other kinds of 8 bits .95."""
BATCH = 8
"""Texts a run of the exact graph: on two cores 48 passages/s, against 37 with one text and 29 with 32 on both cores."""
QUICK_BATCH = 1
"""Texts a run of the quick graph: 105 passages/s with one, 80 with 8. Numbers are scaled to 8 bits by the run, so a
text has the same vector whatever else is ingested, and a closer one."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_PROBES = ("What did the minister say on 28 January?", "Three people were hurt.", "A much longer sentence " * 30)


class OnnxEmbedder:
    """Implements ``Embedder``. ``name`` is the model's, ``dimensions`` the length of its vectors."""

    def __init__(self, folder: Path, name: str, threads: int = 0, *, quick: bool = False) -> None:
        """Load an exported model; the ``quick`` graph where there is one and it was asked for.

        Raises ModelError when the folder holds none, or a damaged one.
        """
        self.name = name
        self._threads = threads or os.cpu_count() or 1
        try:
            details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
            self.dimensions: int = details["dimensions"]
            quick = quick and details.get("quick", False)
            self._session = _session(folder / (QUICK_GRAPH if quick else GRAPH))
            self._tokenizer = _tokenizer(folder, details["max_tokens"])
        except Exception as error:  # onnxruntime and tokenizers raise bare Exceptions of many kinds
            hint = f"Remove {folder / EXPORT} and run the command again: it is made anew."
            raise ModelError(f"The embedder in {folder} cannot be loaded: {_first_line(error)}.", hint) from error
        self._batch = QUICK_BATCH if quick else BATCH
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return one row of ``dimensions`` float32 for each text, of length 1, in the order given.

        Texts of as many tokens share a run, so that little is spent on padding (by characters: 15% slower). Each core
        works at runs of its own, the longest first, so that all end together: twice as fast as all cores on one run.
        """
        import numpy as np

        encoded = self._tokenizer.encode_batch(texts)
        order = sorted(range(len(texts)), key=lambda number: -len(encoded[number].ids))
        batches = [order[first : first + self._batch] for first in range(0, len(order), self._batch)]
        runs = ([encoded[number] for number in batch] for batch in batches)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if len(batches) == 1:
            vectors[order] = self._run(next(runs))
            return list(vectors)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            for batch, rows in zip(batches, pool.map(self._run, runs), strict=True):
                vectors[batch] = rows
        return list(vectors)

    def _run(self, encoded: Sequence[Any]) -> Any:
        """Embed texts that are tokens already, the longest first."""
        import numpy as np

        fields = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
        feed = {name: np.zeros((len(encoded), len(encoded[0].ids)), dtype=np.int64) for name in self._inputs}
        for name, rows in feed.items():
            for row, one in zip(rows, encoded, strict=True):
                row[: len(one.ids)] = getattr(one, fields[name])
        return self._session.run(["sentence_embedding"], feed)[0]


def _session(graph: Path) -> Any:
    """Load a graph, to be run by many threads, each on one core."""
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
    """Write the ONNX graph of the sentence-transformers model in ``folder`` beside it, unless it is there already.

    The graph appears whole or not at all. Raises ModelError when the model cannot be loaded or exported, or when
    the exported graph gives other vectors than the model itself.
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
        _check(draft, expected)
        (folder / EXPORT).mkdir(exist_ok=True)
        for file in (GRAPH, DETAILS):
            os.replace(draft / file, folder / file)


def is_exported(folder: Path) -> bool:
    """Tell whether the graph is there."""
    return (folder / DETAILS).exists() and (folder / GRAPH).exists()


def quicken(folder: Path) -> None:
    """Make the quick graph of an exported model beside the exact one, unless that was done already. Takes 3 s.

    Where its vectors are too far from the exact ones, that is noted, and the exact graph serves in its place. Raises
    ModelError when there is no exact graph, or it is damaged, or the folder cannot be written.
    """
    if is_quickened(folder):
        return
    exact = OnnxEmbedder(folder, "")
    try:
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            draft = Path(temporary)
            _write_quick_graph(folder, draft)
            details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
            details["quick"] = _closeness(OnnxEmbedder(draft, "", quick=True), exact) >= QUICK_CLOSENESS
            if details["quick"]:
                os.replace(draft / QUICK_GRAPH, folder / QUICK_GRAPH)
            (draft / DETAILS).write_text(json.dumps(details), encoding="utf-8")
            os.replace(draft / DETAILS, folder / DETAILS)
    except OSError as error:
        hint = "Free some disk space, or make the folder writable."
        raise ModelError(f"The embedder in {folder} cannot be prepared: {error.strerror}.", hint) from error


def is_quickened(folder: Path) -> bool:
    """Tell whether the quick graph is there, or is known to be of no use."""
    try:
        quick = json.loads((folder / DETAILS).read_text(encoding="utf-8")).get("quick")
    except (OSError, ValueError):
        return False
    return quick is False or (quick is True and (folder / QUICK_GRAPH).exists())


def _write_quick_graph(folder: Path, draft: Path) -> None:
    """Put an embedder with 8-bit weights into ``draft``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    (draft / EXPORT).mkdir()
    with _silent():
        quantize_dynamic(
            folder / GRAPH,
            draft / QUICK_GRAPH,
            per_channel=True,
            reduce_range=True,  # 7 bits: sums of products overflow on processors without VNNI otherwise
            weight_type=QuantType.QInt8,
        )
    shutil.copy(folder / "tokenizer.json", draft)
    details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
    (draft / DETAILS).write_text(json.dumps({**details, "quick": True}), encoding="utf-8")


@contextmanager
def _silent() -> Iterator[None]:
    """Keep back the remarks that the library logs in the name of the whole program."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _closeness(one: OnnxEmbedder, other: OnnxEmbedder) -> float:
    """Return the least cosine of two embedders' vectors of the same texts."""
    import numpy as np

    rows, others = (np.array(embedder.embed(_PROBES)) for embedder in (one, other))
    return float((rows * others).sum(axis=1).min())


def _write_graph(folder: Path, draft: Path) -> Any:
    """Trace the model's modules (transformer, pooling, normalisation) into one graph; return vectors to compare."""
    import torch

    model = _load(folder)

    class Whole(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
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
            Whole().eval(),
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
    """Load the model from its folder alone: no hub, no remote code, no progress bar."""
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1")
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()


def _check(draft: Path, expected: Any) -> None:
    import numpy as np

    worst = float(np.abs(np.array(OnnxEmbedder(draft, "").embed(_PROBES)) - expected).max())
    if worst > EXPORT_TOLERANCE:
        raise ModelError(f"The exported embedder differs from the original by {worst:.2g}; it is not used.")


def _first_line(error: Exception) -> str:
    """Return what torch says without the tensors it prints after it."""
    return str(error).split("\n", 1)[0][:200]
