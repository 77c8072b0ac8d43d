"""Write a reference to every article of an archive in each machine-readable form, and read them back with libraries.

    python scripts/references.py INDEX

Prints how many went out and came back: CSL-JSON through the schema's own types (csl-reference), BibTeX through
bibtexparser, RIS through rispy.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

import bibtexparser
import rispy
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
        articles = [archive.holdings.article(f"{one.article_id}@{one.version}") for one in archive.holdings.sources()]
    items = [item(CitedVersion(one), date.today()) for one in articles]
    valid = sum(Reference(**one).csl_dump() == one for one in json.loads(csl_json(items)))
    library = bibtexparser.parse_string(bibtex(items))
    records = rispy.loads(ris(items))
    print(f"{len(items)} articles")
    print(f"CSL-JSON: {valid} valid and unchanged")
    print(f"BibTeX: {len(library.entries)} entries, {len(library.failed_blocks)} failed")
    titled = sum(one["title"] == other["title"] for one, other in zip(records, items, strict=True))
    print(f"RIS: {len(records)} records, {titled} with their title")


if __name__ == "__main__":
    main()
