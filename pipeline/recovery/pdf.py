"""The canonical XML in a PDF, read by a process that may take only so much memory and time.

No PDF library bounds what a file can make it do: streams unpack to gigabytes, tables name
millions of objects, and a library in C++ may crash. The system bounds a process.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.carry import MAX_XML, PDF_FILE
from pipeline.errors import MissingTool, RefusedInput, UnreadableInput

_READER = Path(__file__).with_name("_pdf_reader.py")

_MAX_MEMORY = 2**30
_MAX_SECONDS = 20  # of processor time; the machine may be busy, so that of the clock may be more
_MAX_CLOCK_SECONDS = 120

# What the exit codes of the reader mean; its output is the message then.
_ERRORS = {3: UnreadableInput, 4: RefusedInput, 6: MissingTool}


def xml_in_pdf(data: bytes) -> tuple[str, bytes]:
    """The canonical XML in the PDF `data`, and the name of the attachment.

    Raises:
        RefusedInput: the PDF is encrypted, past a limit, or carries several documents.
        UnreadableInput: it is damaged, or carries no canonical XML.
        MissingTool: pikepdf is not installed.
    """
    # `-P`: the modules beside the reader are not what it imports.
    command = [sys.executable, "-P", str(_READER), PDF_FILE]
    command += map(str, (MAX_XML, _MAX_MEMORY, _MAX_SECONDS))
    try:
        done = subprocess.run(  # noqa: S603 - nothing of it comes from the input
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=_MAX_CLOCK_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedInput(f"reading the PDF took more than {_MAX_CLOCK_SECONDS} seconds") from error
    if done.returncode == 0:
        return PDF_FILE, done.stdout
    if done.returncode in _ERRORS:
        raise _ERRORS[done.returncode](done.stdout.decode())
    limits = f"{_MAX_MEMORY >> 30} GiB of memory or {_MAX_SECONDS} seconds"
    raise RefusedInput(f"the PDF can't be read: it takes more than {limits}, or is made to do harm")
