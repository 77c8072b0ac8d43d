"""Export references to all articles of an archive in each format, and read them back.

    python -m bench references INDEX

Prints how many were written and read: CSL-JSON through the schema's own types (csl-reference), BibTeX through
bibtexparser, RIS through rispy.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

import rispy
from bibtexparser.entrypoint import parse_string
from csl_reference import Reference

from assistant import Assistant
from assistant.rendering.bibliography.bibtex import bibtex
from assistant.rendering.bibliography.csl_items import CitedVersion, item
from assistant.rendering.bibliography.csl_json import csl_json
from assistant.rendering.bibliography.ris import ris


def main() -> None:
    """Write, read back, count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("index", type=Path)
    with Assistant.open(parser.parse_args().index) as archive:
        sources = archive.holdings.sources()
        articles = [archive.holdings.article(f"{source.article_id}@{source.version}") for source in sources]
    items = [item(CitedVersion(article), date.today()) for article in articles]
    valid = sum(Reference(**record).csl_dump() == record for record in json.loads(csl_json(items)))
    library = parse_string(bibtex(items))
    records = rispy.loads(ris(items))
    print(f"{len(items)} articles")
    print(f"CSL-JSON: {valid} valid and unchanged")
    print(f"BibTeX: {len(library.entries)} entries, {len(library.failed_blocks)} failed")
    titled = sum(record["title"] == source["title"] for record, source in zip(records, items, strict=True))
    print(f"RIS: {len(records)} records, {titled} with their title")
