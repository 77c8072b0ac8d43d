"""A web site on loopback for the tests: it answers as it is told to, and keeps a log of what it was asked for."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """An answer: what is sent, or ``write``, which sends it itself."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    write: Callable | None = None


class Site:
    """Routes are paths to a Reply, to bytes (an HTML page with an ETag) or to a function of the request."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.routes: dict = {}
        self.asked: list[tuple[str, dict]] = []
        self.before: Callable[[str], None] = lambda path: None
        self._stop = threading.Event()
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._server.daemon_threads = True
        self.host = host
        self.url = f"http://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def paths(self) -> list[str]:
        """What was asked for since the last time, robots.txt apart."""
        paths = [path for path, _ in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return paths

    def wait(self, seconds: float) -> bool:
        """Wait in the middle of an answer; true when the test is over."""
        return self._stop.wait(seconds)

    def _handler(site) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append((self.path, dict(self.headers)))
                site.before(self.path)
                bare = self.path.partition("?utm_")[0]
                found = site.routes.get(bare, Reply(b"nothing here", 404))
                found = found(self.headers) if callable(found) else found
                reply = found if isinstance(found, Reply) else page(found, self.headers)
                if reply.write:
                    self.close_connection = True
                    reply.write(self)
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **reply.headers}.items():
                    self.send_header(name, value)
                if reply.status != 304:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_):
                pass

        return Handler


def page(body: bytes | tuple[bytes, str], headers) -> Reply:
    """A page with an ETag, or 304 for who knows it."""
    body, media_type = body if isinstance(body, tuple) else (body, "text/html; charset=utf-8")
    etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
    marks = {"ETag": etag, "Content-Type": media_type}
    return Reply(b"", 304, marks) if headers.get("If-None-Match") == etag else Reply(body, 200, marks)


class FakeClock:
    """A clock that moves only when somebody waits."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.time += seconds
