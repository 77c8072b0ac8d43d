"""Print the questions of ``tests/gold.yaml`` as a question file for `assistant eval`.

    python -m bench gold-questions tests/gold.yaml > gold.jsonl

What a right answer must contain becomes its accepted answers. Eval is a little stricter than the test: it compares
whole words.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import yaml


def main() -> None:
    """Print one JSON object a question."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("questions", type=Path)
    file = parser.parse_args().questions
    for number, entry in enumerate(yaml.safe_load(file.read_text(encoding="utf-8"))):
        truth = {"answer": entry["any_of"]} if entry.get("answerable", True) else {"answerable": False}
        print(json.dumps({"id": number, "question": entry["question"], **truth}, ensure_ascii=False))
