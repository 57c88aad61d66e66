"""Where a number came from, so that it can be made again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Final

METHOD_VERSION = "3"
"""Version of the measuring method; moves whenever the same input gives other numbers."""

SCHEMA_VERSION: Final = "1"
"""Version of the files that an analysis writes."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced a result.

    Parameters
    ----------
    package_version, method_version
        Version of the software and of the method that measured the signals.
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
    assessment_version
        Version of the method that found and assessed the events, which looking again at
        stored signals can move alone; None for that of the signals.
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
    assessment_version: str | None = None

    @property
    def versions(self) -> tuple[str, str]:
        """Versions of the method: of the signals, and of events and assessment."""
        return self.method_version, self.assessment_version or self.method_version

    @property
    def method(self) -> str:
        """Both versions in words, or the one where they are the same."""
        signals, assessment = self.versions
        return signals if signals == assessment else f"{signals}, events by {assessment}"


@dataclass(frozen=True, slots=True)
class WorkKey:
    """What decides the result of measuring one file: the same key, the same numbers.

    Parameters
    ----------
    file_hash, settings_hash
        SHA-256 of the file, and of the settings.
    methods
        Versions of the method: of the signals, and of events and assessment.
    model_hashes
        SHA-256 of every network, by name, sorted.
    asked
        What else was asked for: who is measured, whether in a mirror, and during which tasks.
    """

    file_hash: str
    settings_hash: str
    methods: tuple[str, str]
    model_hashes: tuple[tuple[str, str], ...]
    asked: tuple[object, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of all of it: its name in ledgers and tables."""
        values = asdict(self) | {"asked": repr(self.asked)}
        return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
