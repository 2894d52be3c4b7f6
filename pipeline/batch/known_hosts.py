"""Whether an SSH server is the one that it says it is: as OpenSSH has it, unknown ones are refused."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from paramiko import HostKeys, MissingHostKeyPolicy, PKey, SSHClient
from paramiko.ssh_exception import BadHostKeyException, SSHException

_FILES = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")


class UnknownHost(SSHException):  # type: ignore[misc]
    """A server has a key that is in no file of known hosts."""


class KnownHosts(MissingHostKeyPolicy):  # type: ignore[misc]
    """Takes servers that are in the user's or the system's file of known hosts, and no others.

    Those of fsspec either take any server, or none: it reads no such file.
    """

    def missing_host_key(
        self,
        client: SSHClient,  # noqa: ARG002 - not ours to name
        hostname: str,
        key: PKey,
    ) -> None:
        """Refuse `hostname`, unless `key` is known to be its own."""
        known = HostKeys()
        for file in _FILES:
            with suppress(OSError):
                known.load(str(Path(file).expanduser()))
        if known.check(hostname, key):
            return
        entry = known.lookup(hostname)
        if entry is not None and key.get_name() in entry:
            raise BadHostKeyException(hostname, key, entry[key.get_name()])
        text = (
            f"{hostname} is not known by its {key.get_name()} key: connect to it with ssh once, and check it"
        )
        raise UnknownHost(text)

    def __repr__(self) -> str:
        return "KnownHosts()"  # fsspec tells connections apart by what their options look like
