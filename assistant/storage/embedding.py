"""The embedder: any sentence-transformers model, exported once to ONNX and run by onnxruntime from then on.

The export needs torch and sentence-transformers (10 s to import); everything after it starts in 0.3 s and gives the
same vectors: the export is checked against the original and refused if any number differs by more than
``EXPORT_TOLERANCE``. Knows nothing of articles or of the index.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.protocols import Vector

EXPORT = "exported"
"""Our own folder beside the model's files; some models come with a folder ``onnx`` of other graphs."""
GRAPH = f"{EXPORT}/model.onnx"
DETAILS = f"{EXPORT}/model.json"
EXPORT_TOLERANCE = 1e-4
"""Vectors have length 1; measured differences are below 1e-6, so this catches a wrong graph, never rounding."""
BATCH = 32
"""Texts a run. Longer batches gain nothing on two cores and hold more memory."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_PROBES = ("What did the minister say on 28 January?", "Three people were hurt.", "A much longer sentence " * 30)


class OnnxEmbedder:
    """Implements ``Embedder``. ``name`` is the model's, ``dimensions`` the length of its vectors."""

    def __init__(self, folder: Path, name: str, threads: int = 0) -> None:
        """Load an exported model. Raises ModelError when the folder holds none, or a damaged one."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        options.log_severity_level = 3
        try:
            details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
            self.dimensions: int = details["dimensions"]
            self._session = onnxruntime.InferenceSession(folder / GRAPH, options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # onnxruntime and tokenizers raise bare Exceptions of many kinds
            hint = f"Remove {folder / EXPORT} and run the command again: it is made anew."
            raise ModelError(f"The embedder in {folder} cannot be loaded: {_first_line(error)}.", hint) from error
        self._tokenizer.enable_truncation(details["max_tokens"])
        self._tokenizer.enable_padding()
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return one row of ``dimensions`` float32 for each text, of length 1, in the order given.

        Texts of like length share a batch, so that little is spent on padding.
        """
        import numpy as np

        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            vectors[batch] = self._run([texts[number] for number in batch])
        return list(vectors)

    def _run(self, texts: list[str]) -> Any:
        import numpy as np

        encoded = self._tokenizer.encode_batch(texts)
        fields = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
        feed = {name: np.array([getattr(one, fields[name]) for one in encoded]) for name in self._inputs}
        return self._session.run(["sentence_embedding"], feed)[0]


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
