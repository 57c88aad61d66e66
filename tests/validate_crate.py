"""Hold a folder against RO-Crate 1.1; run by the Python that has `roc-validator`.

The terms of the context come from `rocrate`, which ships those of version 1.3: nothing is
fetched. ``python -P tests/validate_crate.py FOLDER`` prints each finding as JSON.
"""

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.resources import files

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


class Shipped:
    """An answer as from the network, from what a package ships."""

    status_code = 200
    ok = True
    headers: Mapping[str, str] = {"Content-Type": "application/ld+json"}
    content = (files("rocrate") / "data/ro-crate.jsonld").read_bytes()
    text = content.decode()

    def json(self) -> object:
        """What it says."""
        return json.loads(self.content)

    def raise_for_status(self) -> None:
        """Never: it is there."""


def answer(requester: object, url: str, **more: object) -> Shipped:
    """The context; anything else would need a network."""
    del requester, more
    if url != CONTEXT:
        raise ConnectionError(f"asked for {url}")
    return Shipped()


def main() -> None:
    """Print what is found."""
    services, models, http, uri = (
        import_module(f"rocrate_validator.{name}")
        for name in ("services", "models", "utils.http", "utils.uri")
    )
    http.HttpRequester.get = answer
    found = services.validate(
        models.ValidationSettings(
            rocrate_uri=uri.URI(sys.argv[1]),
            profile_identifier="ro-crate-1.1",
            requirement_severity=models.Severity.RECOMMENDED,
        )
    )
    issues = [
        (one.severity.name, one.check.identifier, str(one.message)) for one in found.get_issues()
    ]
    sys.stdout.write(json.dumps(issues))


if __name__ == "__main__":
    main()
