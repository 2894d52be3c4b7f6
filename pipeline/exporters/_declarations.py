"""WeasyPrint imported without parsing its C declarations anew in each process.

A third of a second of its import is cffi reading 400 lines of C, the same ones every time. What
cffi has made of them (its "out-of-line ABI" form) is kept beside Python's own bytecode of this
module, under the same terms: in ``__pycache__`` or where ``PYTHONPYCACHEPREFIX`` says, written only
where Python would write bytecode, and trusted as bytecode is. Who can write there can already have
any code run. A file is good for one text of declarations and one version of cffi, which its name says.

Nothing depends on it: whatever goes wrong, WeasyPrint is imported as it comes. No other importer
of cffi sees anything of it.
"""

from __future__ import annotations

import builtins
import importlib.util
import marshal
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

_MODULE = "weasyprint.text.ffi"


@contextmanager
def declarations_kept() -> Iterator[None]:
    """Have WeasyPrint, if it is imported in this block, take its declarations as they were kept."""
    if _MODULE in sys.modules:
        yield
        return
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds the one module, as it is always found, and gives it a loader of ours."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _MODULE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin and spec.loader:
            with suppress(Exception):  # it is only faster
                spec.loader = _Loader(spec.loader, _file_for(Path(spec.origin)))
        return spec


class _Loader(Loader):
    """Runs a module for which ``import cffi`` gives what has one prepared ``FFI``."""

    def __init__(self, plain: Loader, file: Path) -> None:
        self._plain = plain
        self._file = file

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._plain.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        try:
            prepared = _prepared(marshal.loads(self._file.read_bytes()))  # noqa: S302  # as bytecode is
        except Exception:  # there is none yet, or it is none
            self._run_and_keep(module)
            return
        _run(self._plain, module, prepared)

    def _run_and_keep(self, module: ModuleType) -> None:
        import cffi

        calls: list[tuple[Any, Any]] = []

        class Recording(cffi.FFI):  # type: ignore[misc,name-defined,unused-ignore]
            def cdef(self, *args: Any, **options: Any) -> None:
                calls.append((args, options))
                super().cdef(*args, **options)

        _run(self._plain, module, Recording)
        if not sys.dont_write_bytecode:
            with suppress(Exception):  # it is only faster
                _write(self._file, marshal.dumps(_compiled(calls)))


def _file_for(source: Path) -> Path:
    """Where the declarations of the module `source` are kept, for the cffi that is installed."""
    import _cffi_backend

    key = sha256(source.read_bytes() + _cffi_backend.__version__.encode()).hexdigest()[:16]
    return Path(importlib.util.cache_from_source(__file__)).with_suffix(f".{key}.pyc")


def _run(plain: Loader, module: ModuleType, make_ffi: Any) -> None:
    """Run `module`; for it alone, ``cffi.FFI()`` is `make_ffi`."""
    substitute = SimpleNamespace(FFI=make_ffi)

    def import_(name: str, *more: Any, **options: Any) -> Any:
        return substitute if name == "cffi" else builtins.__import__(name, *more, **options)

    vars(module)["__builtins__"] = {**vars(builtins), "__import__": import_}
    plain.exec_module(module)


# --- What is kept ------------------------------------------------------------------------------


def _compiled(calls: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """What has to be given to cffi's ``FFI`` for what the `calls` of ``cdef`` declare."""
    import cffi

    ffi = cffi.FFI()
    for args, options in calls:
        ffi.cdef(*args, **options)
    ffi.set_source("declarations", None, compiler_verbose=0)  # it would print
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "declarations.py"
        ffi.emit_python_code(str(file))
        code = compile(file.read_text(), str(file), "exec")
    given: list[tuple[Any, Any]] = []
    backend = SimpleNamespace(FFI=lambda *args, **options: given.append((args, options)))
    exec(code, {"__builtins__": {"__import__": lambda *_: backend}})  # noqa: S102  # cffi's own
    return given[0]


def _prepared(kept: tuple[Any, Any]) -> Any:
    """What makes an ``FFI`` that knows the declarations already."""
    import _cffi_backend

    args, options = kept

    class Prepared(_cffi_backend.FFI):  # type: ignore[misc,name-defined,unused-ignore]
        def cdef(self, *_: Any, **__: Any) -> None:
            """Declare what is known already."""

    ffi = Prepared(*args, **options)
    return lambda: ffi


def _write(file: Path, content: bytes) -> None:
    """Write `file` so that nobody sees half of it."""
    file.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink()
        raise
