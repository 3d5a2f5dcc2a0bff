"""Holds a release package against the published schemas of OCDS 1.1.5 (README.md says whence they come)."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft4Validator, FormatChecker  # type: ignore[import-untyped]
from referencing import Registry, Resource

HERE = Path(__file__).parent
RELEASE: dict[str, Any] = json.loads((HERE / "release-schema.json").read_text())
PACKAGE: dict[str, Any] = json.loads((HERE / "release-package-schema.json").read_text())
OURS = {"links"}  # where the next package is: of the pagination extension, not of the core
formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def _moment(text: Any) -> bool:
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


@formats.checks("uri")
def _address(text: Any) -> bool:
    return not isinstance(text, str) or bool(urlsplit(text).scheme and urlsplit(text).netloc)


def validator() -> Draft4Validator:
    """Return what holds a package against the schema, moments and addresses included."""
    known = Registry().with_resources((one["id"], Resource.from_contents(one)) for one in (RELEASE, PACKAGE))
    return Draft4Validator(PACKAGE, registry=known, format_checker=formats)


def wrong(package: Any) -> list[str]:
    """Return what the schema says against a package, each with its path; [] for a valid one."""
    found = [f"{'/'.join(map(str, one.absolute_path))}: {one.validator}" for one in validator().iter_errors(package)]
    return sorted(found) + sorted(unknown(package))


def unknown(package: dict[str, Any]) -> Iterator[str]:
    """Yield the fields that the schema does not know: it lets them pass, so that a misspelt one would be lost."""
    yield from (f"{name}: unknown" for name in package.keys() - PACKAGE["properties"].keys() - OURS)
    for number, one in enumerate(package.get("releases", ())):
        yield from _unknown(one, RELEASE, f"releases/{number}")


def _unknown(told: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = RELEASE["definitions"][schema["$ref"].rsplit("/", 1)[-1]]
    if isinstance(told, list):
        for number, one in enumerate(told):
            yield from _unknown(one, schema.get("items", {}), f"{path}/{number}")
    elif isinstance(told, dict):
        for name, value in told.items():
            if name not in schema.get("properties", {}):
                yield f"{path}/{name}: unknown"
            else:
                yield from _unknown(value, schema["properties"][name], f"{path}/{name}")
