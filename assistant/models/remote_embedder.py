"""An embedder on any server with OpenAI's ``/v1/embeddings``: text-embeddings-inference, vLLM, infinity, Ollama.

Used only where the user configured it: questions, and passages that are ingested, leave the process. Nothing that
comes back is taken on trust: how many vectors, in which order, of what length, made of numbers. Knows nothing of
archives. It speaks HTTP itself, since OpenAI's client takes 1.4 s to import, httpx 0.1, and checks none of this.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from assistant.errors import ModelError
from assistant.models.choose import REMOTE
from assistant.models.remote import CONNECT_SECONDS, address, api_key
from assistant.models.sources import http
from assistant.protocols import Vector

BATCH = 32
"""Texts a request: as many as text-embeddings-inference takes (its ``--max-client-batch-size``). Others take more."""
CONNECTIONS = 4
"""Requests at once, so that a server always has the next 100 texts waiting."""
STALL_SECONDS = 60.0
"""Without a byte; a server on two cores needs 3 s for four requests, Ollama may have to load the model first."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each new attempt: enough for a full queue to empty, or a server to be started again."""
LONGEST_PAUSE = 20.0
"""However long a server asks to wait; Ctrl-C waits as long."""
BUSY = (429, 503)
TOO_MUCH = (400, 413, 422, 500)
"""How servers say that there are too many texts in a request, or that one is too long; llama-server by 500."""
SHORT = 500
"""Characters; a text as short as this has no more tokens than any model reads."""
BLANK = "."
"""Stands for a text without a letter, which servers refuse."""
_PROBE = "How long are the vectors?"


def on_server(choice: str) -> RemoteEmbedder:
    """Return the embedder of a setting like ``openai:MODEL@URL``. Raises ModelError for one of another form."""
    if named := REMOTE.fullmatch(choice):
        return RemoteEmbedder(named["model"], named["url"])
    raise ModelError(f"{choice!r} is not an embedder on a server.", "Give one as in openai:MODEL@http://HOST:PORT/v1.")


class RemoteEmbedder:
    """Implements ``Embedder``. ``name`` is the model's alone, so that the server may move; ``url`` is the server's.

    ``key`` as for ``RemoteModel``. Attempts that fail because the server is busy, or once worked and was then gone, are
    made again after each of the ``pauses``. Raises ModelError for an address that is not one.
    """

    def __init__(
        self, model: str, url: str, key: str = "", *, stall: float = STALL_SECONDS, pauses: Sequence[float] = PAUSES
    ) -> None:
        self.name = model
        self.url = address(url)
        self._key = api_key(key)
        self._stall, self._pauses = stall, pauses
        self._width = 0

    @property
    def dimensions(self) -> int:
        """The length of the vectors, which the server is asked for once."""
        if not self._width:
            self.embed([_PROBE])
        return self._width

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return one row of ``dimensions`` float32 for each text, of length 1, in the order given.

        Raises ModelError, naming server and model, if the server cannot be reached, refuses, or replies with nonsense.
        """
        batches = [texts[first : first + BATCH] for first in range(0, len(texts), BATCH)]
        _ = self._client  # made here, not by several threads at once
        if len(batches) > 1:
            with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="embed") as pool:
                rows = [row for one in pool.map(self._embedded, batches) for row in one]
        else:
            rows = [row for one in batches for row in self._embedded(one)]
        self._width = self._agreed({len(row) for row in rows} | ({self._width} if self._width else set()))
        return rows

    def close(self) -> None:
        """Close the connections. The next call opens them again."""
        if "_client" in self.__dict__:
            self._client.close()
            del self._client

    @cached_property
    def _client(self) -> http.Client:
        return http.client(CONNECT_SECONDS, self._stall)

    def _agreed(self, widths: set[int]) -> int:
        if len(widths) > 1:
            raise self._nonsense(f"vectors of different lengths: {', '.join(map(str, sorted(widths)))}")
        return next(iter(widths), 0)

    def _embedded(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of a batch. What is too much for the server is halved: the batch, then the text."""
        response = self._answered(texts)
        if response.status_code in TOO_MUCH and len(texts) > 1:
            middle = len(texts) // 2
            return self._embedded(texts[:middle]) + self._embedded(texts[middle:])
        if response.status_code in TOO_MUCH and len(texts[0]) > SHORT:
            return self._embedded([texts[0][: len(texts[0]) // 2]])
        if response.status_code != 200:
            raise self._failure(f"{response.status_code} {response.reason_phrase}{_told(response)}", _hint(response))
        return self._checked(response, len(texts))

    def _answered(self, texts: Sequence[str], attempt: int = 0) -> http.Response:
        """Ask until there is an answer, or none is to be hoped for."""
        last, wait = attempt == len(self._pauses), 0.0
        try:
            response = self._post(texts)
            if last or response.status_code not in BUSY:
                return response
            wait = _wait(response)
        except http.failed() as error:
            if last or not self._width or not isinstance(error, http.broken()) or isinstance(error, http.silent()):
                hint = "See that it runs, and that the address is right and ends as it should (often /v1)."
                raise self._failure(str(error).strip().rstrip(".") or type(error).__name__, hint) from error
        time.sleep(max(wait, self._pauses[attempt]))
        return self._answered(texts, attempt + 1)

    def _post(self, texts: Sequence[str]) -> http.Response:
        asked = [text.encode(errors="replace").decode() if text.strip() else BLANK for text in texts]
        return self._client.post(
            f"{self.url}/embeddings",
            json={"model": self.name, "input": asked, "encoding_format": "float"},
            headers={"Authorization": f"Bearer {self._key}"},
            follow_redirects=False,  # texts go to the server that was set, and to no other
        )

    def _checked(self, response: http.Response, expected: int) -> list[Vector]:
        """Return the vectors of a reply in the order of the texts, with length 1."""
        import numpy as np

        try:
            numbered = [(one["index"], one["embedding"]) for one in response.json()["data"]]
            numbers = sorted(number for number, _ in numbered)
            rows = [np.array(row, dtype=np.float64) for _, row in sorted(numbered, key=lambda one: one[0])]
        except (ValueError, TypeError, KeyError) as error:
            raise self._nonsense("no list of embeddings") from error
        if numbers != list(range(expected)):
            raise self._nonsense(f"{len(numbers)} vectors for {expected} texts, or not numbered as they were sent")
        if not all(row.ndim == 1 and np.isfinite(row).all() and row.any() for row in rows):
            raise self._nonsense("vectors that are not made of numbers, or are empty")
        return [(row / np.linalg.norm(row)).astype(np.float32) for row in rows]

    def _nonsense(self, what: str) -> ModelError:
        hint = "See that it serves OpenAI's /v1/embeddings at this address, and that the model is an embedder."
        return self._failure(f"it replied with {what}", hint)

    def _failure(self, reason: str, hint: str) -> ModelError:
        return ModelError(f"The server {self.url} did not embed with the model {self.name}: {reason}.", hint)


def _wait(response: http.Response) -> float:
    """Return the seconds that a busy server asks to wait, where it says so in seconds."""
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_PAUSE) if asked.isdecimal() else 0.0


def _told(response: http.Response) -> str:
    """Return what the server says of an error, on one line; nothing of a page."""
    if response.is_redirect:
        return f", it sends on to {_line(response.headers.get('Location', ''))}"
    try:
        told = " ".join(_words(response.json()))
    except ValueError:
        told = "" if "<" in response.text else response.text
    line = _line(told)
    return f", {line}" if line else ""


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:200].rstrip(". ")


def _words(document: Any) -> Iterator[str]:
    """Yield the texts called ``message``, ``error`` or ``detail``: servers agree on no more."""
    if isinstance(document, dict):
        for key in ("message", "error", "detail"):
            value = document.get(key)
            yield from [value] if isinstance(value, str) else _words(value)


def _hint(response: http.Response) -> str:
    if response.status_code in (401, 403):
        return "Give its key in the environment variable ASSISTANT_API_KEY."
    if response.status_code in BUSY:
        return "It is too busy. Try again later: nothing was lost."
    if response.is_redirect:
        return "Set the address that it sends on to, if that is a server that may have your texts."
    return "See that the address ends as it should (often /v1), and that the server has this model, an embedder."
