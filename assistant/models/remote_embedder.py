"""Embed on any server with OpenAI's ``/v1/embeddings``: text-embeddings-inference, vLLM, infinity, Ollama.

Used only where the user configured it: questions, and passages that are ingested, leave the process. Responses are
checked: the number of vectors, their order and length, and that they are numbers. It uses httpx directly, because
OpenAI's client checks none of this and takes 1.4 s to import (httpx 0.1 s).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from assistant.errors import ModelError
from assistant.models.choose import REMOTE
from assistant.models.remote import CONNECT_SECONDS, api_key, server_url
from assistant.models.sources import http
from assistant.protocols import Vector

BATCH = 32
"""Texts in a request, the limit of text-embeddings-inference (``--max-client-batch-size``). Others allow more."""
CONNECTIONS = 4
"""Simultaneous requests, so that a server always has about 100 more texts in its queue."""
STALL_SECONDS = 60.0
"""Longest time without a byte; a server on two cores needs 3 s for four requests, Ollama may first load the model."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each new attempt: enough for a full queue to drain, or for a server to restart."""
LONGEST_PAUSE = 20.0
"""Seconds; the longest wait that a server may ask for. Ctrl-C takes as long."""
BUSY = (429, 503)
TOO_MUCH = (400, 413, 422, 500)
"""Status codes for too many texts in a request, or for a text that is too long; 500 is llama-server's."""
SHORT_TEXT = 500
"""Characters; a text of this length fits into the context of any model."""
BLANK = "."
"""Replaces an empty text, which servers refuse."""
_PROBE = "How long are the vectors?"


def open_remote_embedder(choice: str) -> RemoteEmbedder:
    """Return the embedder of the setting ``openai:MODEL@URL``. Raises ModelError for another form."""
    if match := REMOTE.fullmatch(choice):
        return RemoteEmbedder(match["model"], match["url"])
    raise ModelError(f"{choice!r} is not an embedder on a server.", "Give one as in openai:MODEL@http://HOST:PORT/v1.")


class RemoteEmbedder:
    """Implements ``Embedder``. ``name`` is only the model's name, so that the server may move; ``url`` is the server's.

    ``key`` as for ``RemoteModel``. A request is repeated after each of the ``pauses`` if the server is busy, or if it
    worked before and cannot be reached now. Raises ModelError for an invalid URL.
    """

    def __init__(
        self, model: str, url: str, key: str = "", *, stall: float = STALL_SECONDS, pauses: Sequence[float] = PAUSES
    ) -> None:
        self.name = model
        self.url = server_url(url)
        self._key = api_key(key)
        self._stall, self._pauses = stall, pauses
        self._length = 0

    @property
    def dimensions(self) -> int:
        """The length of the vectors; the first use asks the server for one."""
        if not self._length:
            self.embed([_PROBE])
        return self._length

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return a vector of ``dimensions`` float32 and length 1 for each text, in the order of the texts.

        Raises ModelError, which names server and model, if the server cannot be reached, refuses, or sends an invalid
        response.
        """
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        _ = self._client  # created before the threads start, so that they share it
        if len(batches) > 1:
            with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="embed") as pool:
                rows = [row for batch_rows in pool.map(self._embed_batch, batches) for row in batch_rows]
        else:
            rows = [row for batch in batches for row in self._embed_batch(batch)]
        self._length = self._common_length({len(row) for row in rows} | ({self._length} if self._length else set()))
        return rows

    def close(self) -> None:
        """Close the connections. The next call opens them again."""
        if "_client" in self.__dict__:
            self._client.close()
            del self._client

    @cached_property
    def _client(self) -> http.Client:
        return http.client(CONNECT_SECONDS, self._stall)

    def _common_length(self, lengths: set[int]) -> int:
        if len(lengths) > 1:
            raise self._nonsense(f"vectors of different lengths: {', '.join(map(str, sorted(lengths)))}")
        return next(iter(lengths), 0)

    def _embed_batch(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of a batch. If the server refuses its size, the batch is halved, and then the text."""
        response = self._response(texts)
        if response.status_code in TOO_MUCH and len(texts) > 1:
            middle = len(texts) // 2
            return self._embed_batch(texts[:middle]) + self._embed_batch(texts[middle:])
        if response.status_code in TOO_MUCH and len(texts[0]) > SHORT_TEXT:
            return self._embed_batch([texts[0][: len(texts[0]) // 2]])
        if response.status_code != 200:
            reason = f"{response.status_code} {response.reason_phrase}{_error_message(response)}"
            raise self._failure(reason, _hint(response))
        return self._checked(response, len(texts))

    def _response(self, texts: Sequence[str], attempt: int = 0) -> http.Response:
        """Return the server's response, after new attempts while it is busy or restarts."""
        is_last, wait = attempt == len(self._pauses), 0.0
        try:
            response = self._post(texts)
            if is_last or response.status_code not in BUSY:
                return response
            wait = _wait(response)
        except http.request_errors() as error:
            is_disconnected = isinstance(error, http.transport_error()) and not isinstance(error, http.timeout_error())
            if is_last or not self._length or not is_disconnected:
                hint = "See that it runs, and that the address is right and ends as it should (often /v1)."
                raise self._failure(str(error).strip().rstrip(".") or type(error).__name__, hint) from error
        time.sleep(max(wait, self._pauses[attempt]))
        return self._response(texts, attempt + 1)

    def _post(self, texts: Sequence[str]) -> http.Response:
        inputs = [text.encode(errors="replace").decode() if text.strip() else BLANK for text in texts]
        return self._client.post(
            f"{self.url}/embeddings",
            json={"model": self.name, "input": inputs, "encoding_format": "float"},
            headers={"Authorization": f"Bearer {self._key}"},
            follow_redirects=False,  # texts go only to the configured server
        )

    def _checked(self, response: http.Response, expected: int) -> list[Vector]:
        """Return the vectors of a response, in the order of the texts and with length 1."""
        import numpy as np

        try:
            pairs = [(entry["index"], entry["embedding"]) for entry in response.json()["data"]]
            indexes = sorted(index for index, _ in pairs)
            rows = [np.array(row, dtype=np.float64) for _, row in sorted(pairs, key=lambda pair: pair[0])]
        except (ValueError, TypeError, KeyError) as error:
            raise self._nonsense("no list of embeddings") from error
        if indexes != list(range(expected)):
            raise self._nonsense(f"{len(indexes)} vectors for {expected} texts, or not numbered as they were sent")
        if not all(row.ndim == 1 and np.isfinite(row).all() and row.any() for row in rows):
            raise self._nonsense("vectors that are not made of numbers, or are empty")
        return [(row / np.linalg.norm(row)).astype(np.float32) for row in rows]

    def _nonsense(self, content: str) -> ModelError:
        hint = "See that it serves OpenAI's /v1/embeddings at this address, and that the model is an embedder."
        return self._failure(f"it replied with {content}", hint)

    def _failure(self, reason: str, hint: str) -> ModelError:
        return ModelError(f"The server {self.url} did not embed with the model {self.name}: {reason}.", hint)


def _wait(response: http.Response) -> float:
    """Return the seconds that a busy server asks to wait, 0 if it gives a date or nothing."""
    seconds = response.headers.get("Retry-After", "")
    return min(float(seconds), LONGEST_PAUSE) if seconds.isdecimal() else 0.0


def _error_message(response: http.Response) -> str:
    """Return the server's error message on one line, after a comma; "" for an HTML page."""
    if response.is_redirect:
        return f", it sends on to {_line(response.headers.get('Location', ''))}"
    try:
        message = " ".join(_messages(response.json()))
    except ValueError:
        message = "" if "<" in response.text else response.text
    line = _line(message)
    return f", {line}" if line else ""


def _line(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:200].rstrip(". ")


def _messages(document: Any) -> Iterator[str]:
    """Yield the strings under ``message``, ``error`` or ``detail``; servers have no other names in common."""
    if isinstance(document, dict):
        for key in ("message", "error", "detail"):
            value = document.get(key)
            yield from [value] if isinstance(value, str) else _messages(value)


def _hint(response: http.Response) -> str:
    if response.status_code in (401, 403):
        return "Give its key in the environment variable ASSISTANT_API_KEY."
    if response.status_code in BUSY:
        return "It is too busy. Try again later: nothing was lost."
    if response.is_redirect:
        return "Set the address that it sends on to, if that is a server that may have your texts."
    return "See that the address ends as it should (often /v1), and that the server has this model, an embedder."
