"""Known weaknesses in the packages that hemiface installs: `python -m tests.audit FILE`.

Asks the database of the Python packages' registry through pip-audit. Where it cannot be reached,
or knows none of the packages, that is said and nothing is claimed.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

PATIENCE_S = 120


def main(requirements: str) -> int:
    """Write what was found; 1 where a weakness is known."""
    command = [sys.executable, "-m", "pip_audit", "-r", requirements, "--disable-pip"]
    command += ["--require-hashes", "--progress-spinner", "off", "--format", "json"]
    try:
        answer = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=PATIENCE_S
        )
        packages = json.loads(answer.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        packages = []
    lines, status = judge(packages)
    sys.stdout.write("\n".join(lines) + "\n")
    return status


def judge(packages: Sequence[Mapping[str, Any]]) -> tuple[list[str], int]:
    """Lines to print and the exit status.

    Parameters
    ----------
    packages
        As pip-audit lists them: with `vulns`, or with a `skip_reason`.
    """
    known = [one for one in packages if "vulns" in one]
    if not known:
        return ["audit skipped: the database of weaknesses cannot be reached"], 0
    found = [
        f"{one['name']} {one['version']}: {weakness['id']}"
        for one in known
        for weakness in one["vulns"]
    ]
    unknown = len(packages) - len(known)
    summary = f"{len(known)} packages, {len(found)} known weaknesses, {unknown} not looked up"
    return [*found, summary], int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
