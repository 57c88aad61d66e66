"""Where a number came from, so that it can be made again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

METHOD_VERSION = "1"
"""Version of the measuring method; moves whenever the same input gives other numbers."""

SCHEMA_VERSION: Final = "1"
"""Version of the files that an analysis writes."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced a result.

    Parameters
    ----------
    package_version, method_version
        Version of the software and of the measuring method.
    settings_hash
        SHA-256 of the settings in canonical JSON.
    settings
        The settings themselves.
    file_hash
        SHA-256 of the video's bytes.
    model_hashes
        SHA-256 of every network used, by name.
    engine
        The inference engine and its version.
    created_at
        When, in UTC, ISO 8601.
    person
        Who was measured when several people were seen, as it was asked for.
    """

    package_version: str
    method_version: str
    settings_hash: str
    settings: Mapping[str, object]
    file_hash: str
    model_hashes: Mapping[str, str]
    engine: str
    created_at: str
    person: str = "largest"
