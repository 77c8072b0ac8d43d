"""The parts that can be swapped, one method each, and what passes between them and us.

Standard library only. Whatever has the method is the part: nothing needs to inherit from these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Vector = Any
"""Anything that holds ``dimensions`` floats in order: a list, or a row of a numpy array."""


class Embedder(Protocol):
    """Turns texts into unit vectors; ``name`` and ``dimensions`` are remembered by the index."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def dimensions(self) -> int: ...  # noqa: D102

    def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        """Return one vector of ``dimensions`` floats for each text, L2 norm 1."""
        ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a language model is asked: instructions, the user's turn, and limits on the reply.

    ``grammar`` is GBNF (llama.cpp's notation) and may be ignored by servers that do not know it.
    """

    system: str
    user: str
    max_tokens: int = 160
    grammar: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """The model's whole reply. ``prompt_tokens`` is 0 where the server does not tell.

    ``logprobs`` are the natural log-probabilities of the tokens written, in order; empty where it does not tell.
    """

    text: str
    prompt_tokens: int = 0
    logprobs: tuple[float, ...] = ()


class LanguageModel(Protocol):
    """Writes a draft."""

    @property
    def name(self) -> str: ...  # noqa: D102

    def complete(self, prompt: Prompt) -> Iterator[str | Completion]:
        """Yield pieces of text as they are written and, last, the Completion. Temperature 0."""
        ...
