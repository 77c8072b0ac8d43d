"""The exported embedder is the model's equal, and says what is wrong with a folder that holds none."""

from __future__ import annotations

import shutil

import pytest

from assistant import settings
from assistant.errors import ModelError
from assistant.models.embedder import (
    DETAILS,
    EXPORT,
    GRAPH,
    MIN_CLOSENESS,
    QUANTIZED_GRAPH,
    OnnxEmbedder,
    export,
    is_exported,
    is_quantized,
    quantize,
)
from assistant.models.store import ModelStore

TEXTS = [
    "What did the minister say on 28 January?",
    "Three people were hurt.",
    "",
    "“Café Zürich” – 1,200 £ 🚢 Київ",
    "A much longer sentence about ferries and bridges. " * 60,
    *(f"Drone number {number} was shot down over the port." for number in range(40)),
]


def test_a_folder_without_a_model_is_an_error_that_says_what_to_do(tmp_path):
    assert not is_exported(tmp_path)
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        OnnxEmbedder(tmp_path, "none")
    assert str(tmp_path) in caught.value.hint


def test_a_damaged_graph_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / EXPORT).mkdir()
    (tmp_path / DETAILS).write_text('{"dimensions": 384, "max_tokens": 256}')
    (tmp_path / GRAPH).write_bytes(b"not a graph")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        OnnxEmbedder(tmp_path, "damaged")
    assert str(tmp_path / EXPORT) in caught.value.hint


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A copy of the default embedder as it is fetched, without the export."""
    chosen = settings.load().settings
    folder = tmp_path_factory.mktemp("model") / "copy"
    shutil.copytree(ModelStore(chosen.models, chosen.sources).ensure(chosen.embedder), folder)
    shutil.rmtree(folder / EXPORT, ignore_errors=True)
    return folder


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # torch's own
def test_the_export_gives_the_model_s_own_vectors(model):
    import numpy as np
    from sentence_transformers import SentenceTransformer

    before = {path.relative_to(model) for path in model.rglob("*")}
    export(model)
    made = {path.relative_to(model).as_posix() for path in model.rglob("*")} - {path.as_posix() for path in before}
    assert made == {EXPORT, GRAPH, DETAILS}
    embedder = OnnxEmbedder(model, "copy")
    vectors = np.array(embedder.embed(TEXTS))
    expected = SentenceTransformer(str(model), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert vectors.shape == (len(TEXTS), embedder.dimensions) == (45, 384)
    assert np.abs(vectors - expected).max() < 1e-5
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert embedder.embed([]) == []


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # torch's own
def test_the_quick_form_is_close_and_does_not_depend_on_what_else_is_embedded(model):
    import numpy as np

    export(model)
    assert not is_quantized(model)
    quantize(model)
    assert is_quantized(model)
    assert (model / QUANTIZED_GRAPH).stat().st_size < (model / GRAPH).stat().st_size / 3
    quick, exact = OnnxEmbedder(model, "copy", quantized=True), OnnxEmbedder(model, "copy")
    vectors = np.array(quick.embed(TEXTS))
    assert (vectors * np.array(exact.embed(TEXTS))).sum(axis=1).min() > MIN_CLOSENESS
    assert np.array_equal(vectors, np.array([quick.embed([text])[0] for text in TEXTS]))


@pytest.mark.model
def test_a_model_that_cannot_be_prepared_leaves_nothing_behind(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot be prepared"):
        export(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["config.json"]
