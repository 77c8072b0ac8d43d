"""Measure the verification on claims made from real articles, by kind of change; print a Markdown table.

    python scripts/verifier.py ARTICLES.jsonl.gz [--claims 600] [--seed 1] [--half dev|test|both] [--show KIND]

ARTICLES holds one JSON object a line, as `assistant ingest` takes them. Half of the articles are there to tune on (dev),
half only to measure (test). No language model is needed; the default embedder must be present. ``--show`` prints the
claims of one kind that were judged wrongly instead of the table.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from assistant.answering.verification import check
from assistant.evaluation.claims import Case, Row, build, halves, measure
from assistant.ingestion import records
from assistant.models.store import ModelStore
from assistant.schema import Article, Verdict
from assistant.settings import DEFAULT_EMBEDDER, load
from assistant.storage.embedding import OnnxEmbedder, export
