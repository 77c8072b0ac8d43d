from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.choose import open_model
from assistant.models.store import ModelStore
from assistant.protocols import Completion, Prompt


@pytest.fixture
def empty(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", ())


@pytest.mark.parametrize("choice", ["", "gpt-5", "openai:gpt", "openai:@http://x", "openai:a@ftp://x", "./model.bin"])
def test_anything_else_is_answered_with_the_three_forms(empty: ModelStore, choice: str):
    with pytest.raises(ModelError) as caught:
        open_model(choice, empty)
    assert caught.value.message == f"{choice!r} is not a language model."
    assert caught.value.hint.endswith(
        "Give a name (qwen2.5-coder-1.5b, qwen2.5-coder-0.5b, smollm2-135m), "
        "the path of a .gguf file, or openai:MODEL@URL."
    )


def test_a_slip_of_the_pen_is_recognised(empty: ModelStore):
    with pytest.raises(ModelError) as caught:
        open_model("Qwen2.5-coder-0.5", empty)
    assert caught.value.hint.startswith("Did you mean qwen2.5-coder-0.5b? ")


def test_the_embedder_is_not_a_language_model(empty: ModelStore):
    with pytest.raises(ModelError, match="'all-minilm-l6-v2' is not a language model"):
        open_model("all-minilm-l6-v2", empty)


def test_a_remote_model_may_have_signs_in_its_name(empty: ModelStore):
    chosen = open_model("openai:@cf/qwen:1.5b@https://example.org:8080/v1/", empty)
    assert chosen.name == "openai:@cf/qwen:1.5b@https://example.org:8080/v1"


def test_a_file_that_is_missing_or_not_a_model_is_named(empty: ModelStore, tmp_path: Path):
    with pytest.raises(ModelError, match=r"nothing\.gguf cannot be read: No such file"):
        open_model(str(tmp_path / "nothing.gguf"), empty)
    (tmp_path / "text.gguf").write_text("once upon a time")
    with pytest.raises(ModelError, match=r"text\.gguf is not a GGUF file"):
        open_model(str(tmp_path / "text.gguf"), empty)


def test_a_registered_model_that_cannot_be_had_is_explained(empty: ModelStore):
    with pytest.raises(ModelError, match="smollm2-135m could not be fetched"):
        open_model("smollm2-135m", empty)


@pytest.mark.model
def test_a_name_and_a_path_give_the_same_model(store: ModelStore):
    prompt = Prompt("You are brief.", "Say hello.", max_tokens=8)
    by_name = open_model("smollm2-135m", store, threads=1)
    by_path = open_model(str(store.find("smollm2-135m")), store, threads=1)
    assert by_name.name == "smollm2-135m"
    assert by_path.name == "SmolLM2-135M-Instruct.Q4_1"
    replies = [list(model.complete(prompt))[-1] for model in (by_name, by_path)]
    assert all(isinstance(reply, Completion) and reply.text for reply in replies)
    assert replies[0] == replies[1]
