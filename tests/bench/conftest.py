"""Make ``bench`` importable from the checkout; an installed ``assistant`` keeps coming first."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
