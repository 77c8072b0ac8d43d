import re
from itertools import groupby

import pytest

from assistant.errors import ModelError
from assistant.models.registry import REGISTRY, ModelSpec, lookup
from assistant.settings import DEFAULT_EMBEDDER, DEFAULT_MODEL

SPECS = pytest.mark.parametrize("spec", REGISTRY.values(), ids=list(REGISTRY))


@SPECS
def test_parts_cover_each_file_exactly_once(spec: ModelSpec):
    for file in spec.files:
        parts = [part for part in spec.parts if part.file == file]
        edges = [0, *(part.end for part in parts)]
        assert [part.start for part in parts] == edges[:-1]
        assert edges[-1] == file.bytes
        assert all(part.start < part.end for part in parts)


@SPECS
def test_parts_of_one_wheel_stand_together(spec: ModelSpec):
    wheels = [requirement for requirement, _ in groupby(part.requirement for part in spec.parts)]
    assert len(wheels) == len(set(wheels))
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", wheel) for wheel in wheels)


@SPECS
def test_files_are_pinned_and_stay_in_their_folder(spec: ModelSpec):
    for file in spec.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert ".." not in file.path
        assert not file.path.startswith("/")
    assert re.fullmatch(r"main|[0-9a-f]{40}", spec.revision)


def test_sizes_are_those_of_the_publishers():
    assert {name: spec.bytes for name, spec in REGISTRY.items()} == {
        "qwen2.5-coder-1.5b": 1_117_320_768,
        "qwen2.5-coder-0.5b": 491_400_064,
        "smollm2-135m": 98_362_432,
        "all-minilm-l6-v2": 91_567_913,
    }


def test_what_is_loaded_is_the_one_file_or_the_folder():
    assert lookup("smollm2-135m").entry == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert lookup("all-minilm-l6-v2").entry == ""


def test_the_defaults_are_registered():
    assert lookup(DEFAULT_MODEL).kind == "language"
    assert lookup(DEFAULT_EMBEDDER).kind == "embedder"


def test_an_unknown_name_is_answered_with_the_closest_and_all_others():
    with pytest.raises(ModelError) as caught:
        lookup("qwen2.5-coder-1.5")
    assert caught.value.message == "Unknown model 'qwen2.5-coder-1.5'."
    assert caught.value.hint == (
        "Did you mean qwen2.5-coder-1.5b? Known models are: "
        "qwen2.5-coder-1.5b, qwen2.5-coder-0.5b, smollm2-135m, all-minilm-l6-v2."
    )


def test_nothing_is_suggested_for_a_name_like_no_other():
    with pytest.raises(ModelError) as caught:
        lookup("gpt")
    assert caught.value.hint.startswith("Known models are: ")
