"""Every canonical XML is valid to libxml2 and to Jing."""

from __future__ import annotations

from pathlib import Path

import pytest
from conformance import written
from validators import Validator
from validators.xml import Jing, Libxml2

from pipeline import Document, export

pytestmark = pytest.mark.xdist_group("xml")
VALIDATORS = [Libxml2(), Jing()]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return list(written(tmp_path_factory.mktemp("xml") / "all", "xml"))


@pytest.mark.parametrize("validator", VALIDATORS, ids=lambda v: v.name)
def test_nothing_is_found_in_any_xml(validator: Validator, installed, request) -> None:
    assert installed(validator).validate(request.getfixturevalue("files")) == {}


@pytest.mark.parametrize("validator", VALIDATORS, ids=lambda v: v.name)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<lead>", b"<load>"),
        (b"</document>", b""),
        (b'when="2012-07-25"', b'when="25 July"'),
        (b"<title>", b'<title id="t">'),
    ],
)
def test_an_error_is_found(
    validator: Validator, old: bytes, new: bytes, ruby_sparks: Document, installed, tmp_path: Path
) -> None:
    sound = export(ruby_sparks, "xml")
    assert old in sound
    path = tmp_path / "broken.xml"
    path.write_bytes(sound.replace(old, new))
    assert installed(validator).validate([path])[path]
