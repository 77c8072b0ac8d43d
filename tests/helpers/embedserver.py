"""An embeddings server of our own on loopback, with OpenAI's ``/v1/embeddings``, that can misbehave when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
Answer = tuple[int, dict[str, str], bytes]
Mischief = Callable[[dict[str, Any], Answer], Answer]
"""What is done to an answer before it leaves: it gets the request and the right answer."""


@dataclass
class EmbeddingServer:
    """Serves ``embed``; refuses more than ``most`` texts a request as text-embeddings-inference does."""

    embed: Embed
    most: int = 32
    key: str = ""
    url: str = ""
    asked: list[list[str]] = field(default_factory=list)
    """The texts of each request, in the order of arrival."""
    mischief: list[Mischief | None] = field(default_factory=list)
    """For the next requests, one each; then all is well."""
    hold: threading.Event = field(default_factory=threading.Event)
    """What a silent answer waits for."""

    def answer(self, path: str, authorization: str, body: bytes) -> Answer:
        request = json.loads(body)
        texts = request["input"]
        self.asked.append(texts)
        right = self._right(path, authorization, request, texts)
        act = self.mischief.pop(0) if self.mischief else None
        return act(request, right) if act else right

    def _right(self, path: str, authorization: str, request: dict[str, Any], texts: list[str]) -> Answer:
        if path != "/v1/embeddings":
            return 404, {"Content-Type": "text/plain"}, b""
        if self.key and authorization != f"Bearer {self.key}":
            return error(401, "Invalid API key")
        if len(texts) > self.most:
            return error(422, f"batch size {len(texts)} > maximum allowed batch size {self.most}")
        if not all(texts):
            return error(400, "`inputs` cannot be empty")
        data = [
            {"object": "embedding", "index": number, "embedding": [float(value) for value in vector]}
            for number, vector in enumerate(self.embed(texts))
        ]
        return as_json(200, {"object": "list", "data": data, "model": request["model"]})


def as_json(status: int, document: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()


def error(status: int, message: str) -> Answer:
    return as_json(status, {"message": message, "code": status, "type": "Validation"})


def changed(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Mischief:
    """Change the list of embeddings of a right answer."""

    def act(_: dict[str, Any], right: Answer) -> Answer:
        document = json.loads(right[2])
        return as_json(200, {**document, "data": change(document["data"])})

    return act


def instead(answer: Answer) -> Mischief:
    return lambda _request, _right: answer


@contextmanager
def serving(embed: Embed, **settings: Any) -> Iterator[EmbeddingServer]:
    """Run a server on a free port of this machine."""
    server = EmbeddingServer(embed, **settings)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections stay open, as they do with the real ones
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, reply = server.answer(self.path, self.headers.get("Authorization", ""), body)
            if not status:  # cut off without a word
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(reply))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that went away is none of the test's business."""

    http = Quiet(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.hold.set()
        http.shutdown()
        http.server_close()
        thread.join()
