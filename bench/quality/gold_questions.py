"""Print the questions of ``tests/gold.yaml`` as a question file for ``assistant eval``.

    python scripts/gold_questions.py tests/gold.yaml > gold.jsonl

What a right answer holds becomes its accepted answers. Eval is a little stricter than the test: whole words.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

for number, entry in enumerate(yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))):
    known = {"answer": entry["any_of"]} if entry.get("answerable", True) else {"answerable": False}
    print(json.dumps({"id": number, "question": entry["question"], **known}, ensure_ascii=False))
