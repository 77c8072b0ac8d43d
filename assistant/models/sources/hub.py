"""The model hub as a source: plain HTTP with resume.

Knows the hub's addresses and nothing else of it: no account, no client library, no cache. Cost: an unreachable hub
is given up after the few seconds of the probe.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from assistant.models.registry import FileSpec, ModelSpec
from assistant.models.sources import http
from assistant.models.sources.delivery import Delivery, SourceError

if TYPE_CHECKING:
    from assistant.models.sources.http import Client, Response

PUBLIC_HUB = "https://huggingface.co"
PROBE_SECONDS = 3.0
"""To connect at all. The hub's own client tries for 24 s, which is too long where only a package index is reachable."""
STALL_SECONDS = 30.0
"""Without a byte, after which a transfer counts as cut off."""


class Hub:
    """Fetches files from the hub, or from the mirror that the variable ``HF_ENDPOINT`` names."""

    title = "model hub"

    def __init__(self) -> None:
        self._base = (os.environ.get("HF_ENDPOINT") or PUBLIC_HUB).rstrip("/")

    def spare(self, spec: ModelSpec) -> int:
        """Nothing: the bytes go straight to where they are collected."""
        return 0

    def fetch(self, delivery: Delivery) -> None:
        """Bring the missing files one after the other. Raises SourceError."""
        try:
            with http.client(PROBE_SECONDS, STALL_SECONDS) as client:
                self._probe(client, delivery)
                for file in list(delivery.missing):
                    self._bring(client, file, delivery)
        except http.failed() as error:
            raise SourceError(f"{self._base}: {error or type(error).__name__}") from error

    def _url(self, spec: ModelSpec, file: FileSpec) -> str:
        return f"{self._base}/{spec.repository}/resolve/{spec.revision}/{file.path}"

    def _probe(self, client: Client, delivery: Delivery) -> None:
        # A redirect leads to a signed address that may refuse HEAD; that there is one is answer enough.
        url = self._url(delivery.spec, delivery.missing[0])
        response = client.head(url, timeout=PROBE_SECONDS, follow_redirects=False)
        if not response.has_redirect_location:
            _check(response)

    def _bring(self, client: Client, file: FileSpec, delivery: Delivery) -> None:
        """Go on where the last transfer was cut off, as long as each brings something."""
        partial, url = delivery.partial(file), self._url(delivery.spec, file)
        while (before := partial.size) < file.bytes:
            cut = f"{url} ended early, at {before:,} of {file.bytes:,} bytes"
            try:
                _transfer(client, url, file, delivery)
            except http.broken() as error:
                cut = f"{cut}: {error}"
            if partial.size <= before:
                raise SourceError(cut)
        delivery.accept(file)


def _transfer(client: Client, url: str, file: FileSpec, delivery: Delivery) -> None:
    start = delivery.partial(file).size
    # Ranges count bytes as sent, so nothing may be compressed on the way.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with client.stream("GET", url, headers=headers) as response:
        _check(response)
        if start and not _continues(response, start):
            delivery.partial(file).restart()
        for block in response.iter_raw():
            delivery.write(file, block)


def _continues(response: Response, start: int) -> bool:
    """Whether the server sends from ``start`` on; one that knows no ranges sends everything."""
    return response.status_code == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _check(response: Response) -> None:
    if response.status_code not in (200, 206):
        raise SourceError(f"{response.request.url} answered {response.status_code} {response.reason_phrase}")
