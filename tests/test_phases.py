"""The table of phases in docs/performance.md can be made: each phase is found in the code and takes time."""

from __future__ import annotations

import re
import subprocess
import sys

from conftest import REAL_SEED, ROOT


def test_every_phase_takes_time():
    command = [sys.executable, ROOT / "benchmarks" / "phases.py", REAL_SEED, "--runs", "1"]
    table = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    rows = dict(re.findall(r"^  (.+?) +([\d.]+) ms", table, re.MULTILINE))
    assert len(rows) > 10
    assert all(float(spent) > 0 for spent in rows.values()), table
