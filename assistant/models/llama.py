"""A GGUF model in this process, through llama.cpp.

Loading starts in the background, outside the interpreter's lock, so that the caller can import and retrieve
meanwhile. llama.cpp's server insists on listening: it gets a socket in a private folder, or, where that cannot be, a
loopback port, and in both cases a random key that nobody else has. Knows nothing of evidence or prompts. Cost: 1 to
4 s to load 1.1 GB; about 50 tokens a second read and 16 written by a 1.5B model on 2 cores.
"""

from __future__ import annotations

import os
import queue
import secrets
import shutil
import socket
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.protocols import Completion, Prompt

SEED = 1
"""Any fixed number: at temperature 0 nothing is drawn."""
SOCKET = "llama.sock"
"""The ending tells llama.cpp that it is not the name of a host."""
SOCKET_PATH_LIMIT = 100
"""Bytes; systems allow 104 to 108 for the name of a Unix socket."""


class LlamaModel:
    """The model in the GGUF file at ``path``; ``context`` is in tokens.

    ``threads`` 0 means one for each core to read the prompt with, and one fewer to write.

    `start` begins to load; `complete` does too if nobody did, and waits. Raises ModelError at once for a file that
    is not GGUF, and from `complete` if it cannot be loaded.
    """

    def __init__(self, path: Path, name: str, threads: int = 0, context: int = 2048) -> None:
        _require_gguf(path)
        self._path, self._name = path, name
        self._threads, self._context = threads, context
        self._lock = threading.Lock()
        self._loading: threading.Thread | None = None
        self._server: Any = None
        self._failure = ""
        self._tidy: Callable[[], object] = bool  # once loaded: removes the socket's folder, here or at exit

    @property
    def name(self) -> str:
        """The registered name, or the file's."""
        return self._name

    def start(self) -> None:
        """Begin to load in the background; nothing happens if that was done before."""
        with self._lock:
            if self._loading is None:
                self._loading = threading.Thread(target=self._load, name=f"load {self._name}", daemon=True)
                self._loading.start()

    def complete(self, prompt: Prompt) -> Iterator[str | Completion]:
        """Yield the text as it is written and, last, the Completion. Closing the generator stops the model.

        Raises ModelError if the model cannot be loaded or refuses the prompt (too long, a grammar that is wrong).
        """
        server = self._ready()
        reply = _Reply()
        threading.Thread(target=reply.run, args=(server, _request(prompt)), name="reply", daemon=True).start()
        text, prompt_tokens = [], 0
        logprobs: list[float] = []
        try:
            for chunk in reply:
                prompt_tokens = _prompt_tokens(chunk) or prompt_tokens
                logprobs += _logprobs(chunk)
                if piece := _piece(chunk, self._name):
                    text.append(piece)
                    yield piece
        finally:
            reply.stop()
        yield Completion("".join(text), prompt_tokens, tuple(logprobs))

    def close(self) -> None:
        """Free the memory. The model can be started again."""
        with self._lock:
            if self._loading is not None:
                self._loading.join()
            self._loading = self._server = None
            self._tidy()

    def leave(self) -> bool:
        """Close it, where the process ends, unless it is still loading, which may take a while: then True."""
        if self._loading is not None and self._loading.is_alive():
            self._tidy()
            return True
        self.close()
        return False

    def _ready(self) -> Any:
        self.start()
        loading = self._loading
        if loading is not None:
            loading.join()
        if self._server is None:
            raise ModelError(
                f"The model {self._name} cannot be loaded from {self._path}: {self._failure or 'it was closed'}.",
                "The file may be damaged, of a kind that llama.cpp does not know, or too large for the memory.",
            )
        return self._server

    def _load(self) -> None:
        try:
            import xllamacpp

            params = _parameters(xllamacpp.CommonParams(), self._path, self._threads, self._context)
            if (folder := _private_folder()) is not None:
                self._tidy = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
                params.hostnames = [str(folder / SOCKET)]
            server = xllamacpp.Server(params)
            server.handle_metrics()  # answered once its loop runs; destroyed before that, it would wait for ever
            self._server = server
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            self._failure = str(error) or type(error).__name__


def _require_gguf(path: Path) -> None:
    """Raise ModelError unless the file begins as GGUF files do."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelError(f"The model {path} cannot be read: {error.strerror}.", "Correct the path.") from error
    if magic != b"GGUF":
        raise ModelError(f"{path} is not a GGUF file.", "Give a model in llama.cpp's GGUF format.")


def _cores() -> int:
    """Cores that this process may use; containers and schedulers often allow fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _private_folder() -> Path | None:
    """A new folder that only this user can enter, or None where Unix sockets do not work in one."""
    if not hasattr(socket, "AF_UNIX") or os.name == "nt":
        return None
    folder = Path(tempfile.mkdtemp(prefix="assistant-"))
    if len(os.fsencode(folder / SOCKET)) <= SOCKET_PATH_LIMIT:
        return folder
    folder.rmdir()
    return None


def _parameters(params: Any, path: Path, threads: int, context: int) -> Any:
    """Fill in llama.cpp's parameters: nothing printed, nothing served to others."""
    params.model.path = str(path)
    params.n_ctx = context
    # One answer at a time, in three slots: each kind of prompt finds its instructions read already (.83 of the time).
    params.n_parallel = 3
    # Threads wait for each other many times a token: with one on every core, a neighbour's work on one core slowed
    # writing from 16 tokens a second to 0.3 (measured, 2 cores). Reading a prompt suffers little and gains more.
    params.cpuparams_batch.n_threads = threads or _cores()
    params.cpuparams.n_threads = threads or max(1, _cores() - 1)
    params.warmup = False  # costs as much as the first answer gains
    params.verbosity = -1
    params.cache_ram_mib = 0  # earlier prompts; they would take gigabytes and are not asked again
    params.ui = params.endpoint_slots = params.endpoint_props = False
    params.endpoint_metrics = True
    params.api_keys = [secrets.token_urlsafe(32)]
    return params


def _request(prompt: Prompt) -> dict[str, Any]:
    request = {
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        "max_tokens": prompt.max_tokens,
        "temperature": 0,
        "seed": SEED,
        "logprobs": True,
        "top_logprobs": 1,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    return request | ({"grammar": prompt.grammar} if prompt.grammar else {})


class _Reply:
    """The chunks of one reply, handed from llama.cpp's thread to ours."""

    def __init__(self) -> None:
        self._chunks: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._stopped = False

    def run(self, server: Any, request: dict[str, Any]) -> None:
        """Generate to the end, or until stopped; in a thread of its own."""
        try:
            server.handle_chat_completions(request, self._take)
        except (RuntimeError, ValueError) as error:
            self._chunks.put({"error": {"message": str(error)}})
        finally:
            self._chunks.put(None)

    def _take(self, chunk: dict[str, Any]) -> bool:
        """Receive a chunk; True tells llama.cpp to stop."""
        self._chunks.put(chunk)
        return self._stopped

    def stop(self) -> None:
        """Stop before the next token. Not waited for: a long prompt is read to its end first."""
        self._stopped = True

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while (chunk := self._chunks.get()) is not None:
            yield chunk


def _piece(chunk: dict[str, Any], name: str) -> str:
    """Return the text of a chunk, often none. Raises ModelError for one that tells of an error."""
    if error := chunk.get("error"):
        raise ModelError(
            f"The model {name} refused the prompt: {error.get('message', error)}.", "Ask a shorter question."
        )
    choices = chunk.get("choices") or [{}]
    return choices[0].get("delta", {}).get("content") or ""


def _logprobs(chunk: dict[str, Any]) -> list[float]:
    choices = chunk.get("choices") or [{}]
    written = (choices[0].get("logprobs") or {}).get("content") or []
    return [float(token["logprob"]) for token in written]


def _prompt_tokens(chunk: dict[str, Any]) -> int:
    return int((chunk.get("usage") or {}).get("prompt_tokens", 0))
