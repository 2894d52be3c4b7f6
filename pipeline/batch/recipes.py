"""What decides how a source becomes a file, beside the source itself.

A recipe is a dictionary of digests and versions; where it is another one than before, the file is
built again, and the part that differs says why.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from pipeline.batch.state import digest, files_below, fonts_state, package_state, tree_state
from pipeline.batch.task import Settings
from pipeline.exporters import exporter_class, format_origin, make_options
from pipeline.profiles import GROUP as PROFILES
from pipeline.styles import Styles

_ENGINES = (
    "babel",
    "cssselect2",
    "ebooklib",
    "eld",
    "fonttools",
    "lxml",
    "pillow",
    "pycountry",
    "pydyf",
    "pypandoc-binary",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)


def recipe(format_name: str, settings: Settings) -> dict[str, str]:
    """The recipe of a format: what changes when files in it have to be built again.

    Raises:
        UsageError: the format is unknown, or can't be told what `settings` tell it.
    """
    cls = exporter_class(format_name)
    options = make_options(cls, dict(settings.options.get(format_name, {})))
    return {
        "format": f"{format_name} {format_origin(format_name)} {_module_state(cls.__module__)}",
        "options": repr(options),
        "styles": _styles_digest(settings.styles, getattr(cls, "reads_styles", None)),
        "profiles": _profiles_digest(settings.profiles),
        "language, profile or encoding": repr(settings.reading),
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "engines": engine_versions(),
        "seedpress": package_state(),
        "fonts": fonts_state() if getattr(cls, "uses_system_fonts", False) else "",
    }


def digest_of(parts: Mapping[str, str]) -> str:
    """The digest that stands for a recipe."""
    return digest([json.dumps(parts, sort_keys=True).encode()])


@cache
def engine_versions() -> str:
    """The versions of all that makes documents."""
    found = [f"python {platform.python_version()}"]
    for name in _ENGINES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def _profiles_digest(folder: Path | None) -> str:
    """The state of the user's profiles, and of the packages that bring some."""
    points = importlib.metadata.entry_points(group=PROFILES)
    packages = sorted(
        f"{point.value} {point.dist.name} {point.dist.version}" for point in points if point.dist
    )
    return " ".join([tree_digest([folder] if folder else []), *packages])


def _module_state(name: str) -> str:
    file = getattr(sys.modules.get(name), "__file__", None)
    return tree_state([file]) if file else ""


def _styles_digest(styles: Styles, wanted: tuple[str, ...] | None) -> str:
    """A digest of the style files whose names begin with one of `wanted`, all where it is ``None``.

    What is in a folder that the built-in styles don't have is the user's, and any style sheet may use it.
    """
    built_in = {path.name for path in styles.folders[-1].iterdir()}

    def is_read(name: str) -> bool:
        return wanted is None or name.startswith(wanted) or name.split("/")[0] not in built_in

    return tree_digest(styles.folders, is_read)


def tree_digest(folders: Iterable[Path], is_read: Callable[[str], bool] = lambda _: True) -> str:
    """A digest of the names and the content of those files below `folders` that `is_read` takes."""
    parts: list[bytes] = []
    for number, folder in enumerate(folders):
        for file in sorted(files_below(folder)):
            name = file.relative_to(folder).as_posix()
            if is_read(name):
                parts += [f"{number} {name}".encode(errors="surrogateescape"), file.read_bytes()]
    return digest(parts)
