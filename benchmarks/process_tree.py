"""What a command costs with all processes that it starts, also those that outlive their parents."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Cost:
    """`wall` and `cpu` (user and system) in seconds; `peak` is the largest process, in MiB."""

    wall: float
    cpu: float
    peak: float


def cost_of(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Cost:
    """Run `command`, which has to end well, and tell what it took."""
    words = [sys.executable, __file__, *map(str, command)]
    done = subprocess.run(
        words, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _measure(command: Sequence[str]) -> int:
    """Run `command` as the parent of all that comes of it, and print what that took."""
    # Orphans become children of this process: their time is counted when they are waited for.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    begin = time.perf_counter()
    code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    wall = time.perf_counter() - begin
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}))
    return code


if __name__ == "__main__":
    sys.exit(_measure(sys.argv[1:]))
