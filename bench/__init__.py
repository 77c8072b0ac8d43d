"""Programs that measure the assistant: quality, speed, faults, hostile files, claims, reports.

Run them from a checkout: ``python -m bench`` lists them. Some share sample data with the tests, in ``tests/helpers``,
which is put on the import path here.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The checkout."""

sys.path.append(str(ROOT / "tests" / "helpers"))
