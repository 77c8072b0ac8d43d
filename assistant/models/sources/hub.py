"""Fetch model files from the model hub, over plain HTTP with resume.

Uses no account, no client library and no cache. An unreachable hub is given up after the ``PROBE_SECONDS``.
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
"""Time limit to connect. The hub's own client tries for 24 s, too long where only a package index can be reached."""
STALL_SECONDS = 30.0
"""Time without a byte after which a transfer counts as cut off."""


class Hub:
    """Fetches files from the hub, or from the mirror in the environment variable ``HF_ENDPOINT``."""

    title = "model hub"

    def __init__(self) -> None:
        self._base = (os.environ.get("HF_ENDPOINT") or PUBLIC_HUB).rstrip("/")

    def spare(self, spec: ModelSpec) -> int:
        """Return 0: the bytes go directly into the partial file."""
        return 0

    def fetch(self, delivery: Delivery) -> None:
        """Fetch the missing files one after the other. Raises SourceError."""
        try:
            with http.client(PROBE_SECONDS, STALL_SECONDS) as client:
                self._probe(client, delivery)
                for file in list(delivery.missing):
                    self._fetch_file(client, file, delivery)
        except http.request_errors() as error:
            raise SourceError(f"{self._base}: {error or type(error).__name__}") from error

    def _url(self, spec: ModelSpec, file: FileSpec) -> str:
        return f"{self._base}/{spec.repository}/resolve/{spec.revision}/{file.path}"

    def _probe(self, client: Client, delivery: Delivery) -> None:
        # A redirect leads to a signed URL that may refuse HEAD; the redirect itself shows that the file exists.
        url = self._url(delivery.spec, delivery.missing[0])
        response = client.head(url, timeout=PROBE_SECONDS, follow_redirects=False)
        if not response.has_redirect_location:
            _check_status(response)

    def _fetch_file(self, client: Client, file: FileSpec, delivery: Delivery) -> None:
        """Resume cut transfers until the file is complete, as long as each one brings more bytes."""
        partial, url = delivery.partial(file), self._url(delivery.spec, file)
        while (previous_size := partial.size) < file.bytes:
            reason = f"{url} ended early, at {previous_size:,} of {file.bytes:,} bytes"
            try:
                _transfer(client, url, file, delivery)
            except http.transport_error() as error:
                reason = f"{reason}: {error}"
            if partial.size <= previous_size:
                raise SourceError(reason)
        delivery.accept(file)


def _transfer(client: Client, url: str, file: FileSpec, delivery: Delivery) -> None:
    start = delivery.partial(file).size
    # Ranges count transferred bytes, so the transfer must not be compressed.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with client.stream("GET", url, headers=headers) as response:
        _check_status(response)
        if start and not _is_range(response, start):
            delivery.partial(file).restart()
        for block in response.iter_raw():
            delivery.write(file, block)


def _is_range(response: Response, start: int) -> bool:
    """Whether the server sends from ``start`` on; one without support for ranges sends everything."""
    return response.status_code == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _check_status(response: Response) -> None:
    if response.status_code not in (200, 206):
        raise SourceError(f"{response.request.url} answered {response.status_code} {response.reason_phrase}")
