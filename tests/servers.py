"""Servers on the loopback interface, as real as they get: OpenSSH, and Dask's scheduler and workers."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent
_PATIENCE = 60


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def process(command: list[str], log: Path, environment: Mapping[str, str] = os.environ) -> Iterator[Any]:
    """A process that leads a group of its own, which is gone after the block."""
    with log.open("wb") as output:
        started = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def wait_until(is_so: Any, what: str, log: Path | None = None) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not in {_PATIENCE} s\n{log.read_text() if log else ''}")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


# --- SFTP ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SftpServer:
    """`url` is that of `folder`; `environment` is what somebody who may use it has."""

    url: str
    folder: Path
    environment: Mapping[str, str]
    options: Mapping[str, str]


@contextmanager
def sftp_server(root: Path) -> Iterator[SftpServer]:
    """OpenSSH's server as an ordinary process, with keys of its own."""
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert sshd, "install openssh-server (make setup does)"
    if os.getuid() == 0:  # it wants this folder of root, which Debian makes when the service starts
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    home, folder, port = root / "home", root / "served", free_port()
    (home / ".ssh").mkdir(parents=True)
    folder.mkdir()
    for key in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(root / key)], check=True)
    host_key = " ".join((root / "host.pub").read_text().split()[:2])
    (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key}\n")
    (root / "config").write_text(f"""
Port {port}
ListenAddress 127.0.0.1
HostKey {root}/host
AuthorizedKeysFile {root}/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
ForceCommand internal-sftp
""")
    log = root / "sshd.log"
    with process([sshd, "-D", "-e", "-f", str(root / "config")], log):
        wait_until(lambda: _answers(port), "sshd listens", log)
        options = {"key_filename": str(root / "user")}
        environment = {
            "HOME": str(home),
            "XDG_STATE_HOME": str(root / "state"),
            "FSSPEC_SFTP": json.dumps(options),
        }
        yield SftpServer(f"sftp://{getpass.getuser()}@127.0.0.1:{port}{folder}", folder, environment, options)


# --- Dask ------------------------------------------------------------------------------------


@dataclass
class DaskCluster:
    """A scheduler at `address`, and `workers`, which somebody may kill."""

    address: str
    scheduler: Any
    workers: list[Any] = field(default_factory=list)


@contextmanager
def dask_cluster(root: Path, workers: int = 2, **more: str) -> Iterator[DaskCluster]:
    """Dask's own programs, each worker a process of one thread, in the environment with `more`."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(TESTS),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        **more,
    }
    dask, port = [sys.executable, "-m", "dask"], free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        command = [*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
        log = root / "scheduler.log"
        cluster = DaskCluster(address, stack.enter_context(process(command, log, environment)))
        wait_until(lambda: _answers(port), "the scheduler listens", log)
        for number in range(workers):
            place = ["--local-directory", str(root / f"worker-{number}"), "--no-dashboard", "--no-nanny"]
            command = [*dask, "worker", address, "--nthreads", "1", "--host", "127.0.0.1", *place]
            log = root / f"worker-{number}.log"
            cluster.workers.append(stack.enter_context(process(command, log, environment)))
        yield cluster
