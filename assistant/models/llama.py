"""Run a GGUF model in this process, through llama.cpp.

Loading runs in the background without the GIL, so that the caller can import and retrieve meanwhile. llama.cpp's server
always opens a listening socket: it gets a Unix socket in a private folder, or else a loopback port, and in both cases a
random API key. Cost: 1 to 4 s to load 1.1 GB; a 1.5B model on 2 cores reads about 50 tokens a second and writes 16.
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
"""Any fixed number: at temperature 0 there is no sampling."""
SOCKET = "llama.sock"
"""By the suffix, llama.cpp takes it for a socket and not for a host name."""
SOCKET_PATH_LIMIT = 100
"""Bytes; systems allow 104 to 108 for the path of a Unix socket."""


class LlamaModel:
    """The model in the GGUF file at ``path``; ``context`` is the context length in tokens.

    ``threads`` 0 means one for each core to read the prompt, and one fewer to write.

    ``start`` loads the model in the background; ``complete`` starts it if needed, and waits. Raises ModelError at once
    for a file that is not GGUF, and in ``complete`` if the file cannot be loaded.
    """

    def __init__(self, path: Path, name: str, threads: int = 0, context: int = 2048) -> None:
        _require_gguf(path)
        self._path, self._name = path, name
        self._threads, self._context = threads, context
        self._lock = threading.Lock()
        self._loading: threading.Thread | None = None
        self._server: Any = None
        self._failure = ""
        self._remove_socket: Callable[[], object] = bool  # once loaded: removes the socket's folder, here or at exit

    @property
    def name(self) -> str:
        """The registered name, or the file's name."""
        return self._name

    def start(self) -> None:
        """Load in the background, unless that was started before."""
        with self._lock:
            if self._loading is None:
                self._loading = threading.Thread(target=self._load, name=f"load {self._name}", daemon=True)
                self._loading.start()

    def complete(self, prompt: Prompt) -> Iterator[str | Completion]:
        """Yield pieces of the text as they are generated and, last, the Completion.

        Closing the generator stops the model. Raises ModelError if the model cannot be loaded, or refuses the prompt
        because it is too long or its grammar is invalid.
        """
        server = self._ready()
        reply = _Reply()
        threading.Thread(target=reply.run, args=(server, _request(prompt)), name="reply", daemon=True).start()
        text, prompt_tokens = [], 0
        logprobs: list[float] = []
        try:
            for event in reply:
                prompt_tokens = _prompt_tokens(event) or prompt_tokens
                logprobs += _logprobs(event)
                if piece := _piece(event, self._name):
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
            self._remove_socket()

    def leave(self) -> bool:
        """Close the model at the end of the process; True if it is still loading, which is not waited for."""
        if self._loading is not None and self._loading.is_alive():
            self._remove_socket()
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
                self._remove_socket = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
                params.hostnames = [str(folder / SOCKET)]
            server = xllamacpp.Server(params)
            server.handle_metrics()  # waits until the server's loop runs: destroyed before that, it would hang
            self._server = server
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            self._failure = str(error) or type(error).__name__


def _require_gguf(path: Path) -> None:
    """Raise ModelError unless the file starts with the magic bytes of GGUF."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelError(f"The model {path} cannot be read: {error.strerror}.", "Correct the path.") from error
    if magic != b"GGUF":
        raise ModelError(f"{path} is not a GGUF file.", "Give a model in llama.cpp's GGUF format.")


def _cores() -> int:
    """Return the number of cores that this process may use; containers often allow fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _private_folder() -> Path | None:
    """Create a folder that only this user can enter; None where Unix sockets do not work in it."""
    if not hasattr(socket, "AF_UNIX") or os.name == "nt":
        return None
    folder = Path(tempfile.mkdtemp(prefix="assistant-"))
    if len(os.fsencode(folder / SOCKET)) <= SOCKET_PATH_LIMIT:
        return folder
    folder.rmdir()
    return None


def _parameters(params: Any, path: Path, threads: int, context: int) -> Any:
    """Set llama.cpp's parameters: no output, no access for other users."""
    params.model.path = str(path)
    params.n_ctx = context
    # One answer at a time, but three slots: each kind of prompt has its instructions in the cache (.83 of the time).
    params.n_parallel = 3
    # Threads synchronise many times a token: with one on every core, another process on one core slowed writing from
    # 16 tokens a second to 0.3 (measured, 2 cores). Reading a prompt suffers little and gains more.
    params.cpuparams_batch.n_threads = threads or _cores()
    params.cpuparams.n_threads = threads or max(1, _cores() - 1)
    params.warmup = False  # it costs as much time as the first answer gains
    params.verbosity = -1
    params.cache_ram_mib = 0  # a cache of earlier prompts would take gigabytes, and they are not asked again
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
    """The events of one streamed reply, passed from llama.cpp's thread to ours."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._is_stopped = False

    def run(self, server: Any, request: dict[str, Any]) -> None:
        """Generate until the end or until stopped; runs in a thread of its own."""
        try:
            server.handle_chat_completions(request, self._receive)
        except (RuntimeError, ValueError) as error:
            self._events.put({"error": {"message": str(error)}})
        finally:
            self._events.put(None)

    def _receive(self, event: dict[str, Any]) -> bool:
        """Queue an event; the result True makes llama.cpp stop."""
        self._events.put(event)
        return self._is_stopped

    def stop(self) -> None:
        """Stop before the next token. Does not wait: llama.cpp first reads a long prompt to its end."""
        self._is_stopped = True

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while (event := self._events.get()) is not None:
            yield event


def _piece(event: dict[str, Any], name: str) -> str:
    """Return the text of an event, often "". Raises ModelError if it reports an error."""
    if error := event.get("error"):
        raise ModelError(
            f"The model {name} refused the prompt: {error.get('message', error)}.", "Ask a shorter question."
        )
    choices = event.get("choices") or [{}]
    return choices[0].get("delta", {}).get("content") or ""


def _logprobs(event: dict[str, Any]) -> list[float]:
    choices = event.get("choices") or [{}]
    tokens = (choices[0].get("logprobs") or {}).get("content") or []
    return [float(token["logprob"]) for token in tokens]


def _prompt_tokens(event: dict[str, Any]) -> int:
    return int((event.get("usage") or {}).get("prompt_tokens", 0))
