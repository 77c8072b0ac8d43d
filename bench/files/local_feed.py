"""Refresh a feed of ten local pages twice, with a correction in between: what the user sees.

    python -m bench local-feed

The web server, the command line and the embedder are real; the newspaper is invented. Takes about half a minute, most
of it the pause of a second between two requests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from courier import corrected, publish, stories
from site_on_loopback import Site


def main() -> None:
    """Print each command and what it prints."""
    with tempfile.TemporaryDirectory() as folder, Site() as site:
        articles = stories()
        publish(site, articles)
        run(folder, "feeds", "add", f"{site.url}/", "--name", "courier")
        run(folder, "feeds", "refresh")
        run(folder, "feeds", "refresh")
        articles[1] = corrected(articles[1])
        publish(site, articles)
        run(folder, "feeds", "refresh")
        run(folder, "feeds", "list")
        run(folder, "search", "How many people does the ferry carry?", "-k", "1")
        site.routes.pop(articles[3].path)
        run(folder, "ingest", f"{site.url}{articles[2].path}?utm_source=mail", f"{site.url}{articles[3].path}")


def run(folder: str, *words: str) -> None:
    """Run one command as a user would, its index in a folder of its own."""
    print(f"\n$ assistant {' '.join(words)}", flush=True)
    environment = {
        **os.environ,
        "ASSISTANT_INDEX": str(Path(folder) / "index"),
        "ASSISTANT_PRIVATE_ADDRESSES": "127.0.0.1",
    }
    process = subprocess.run([sys.executable, "-m", "assistant", *words], env=environment, check=False)
    if process.returncode:
        print(f"[exit code {process.returncode}]", flush=True)
