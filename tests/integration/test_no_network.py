"""Nothing leaves the machine: an analysis that cannot open a socket is the same."""

import shutil
import subprocess
import sys
from pathlib import Path

COUNTERS = Path("/proc/self/net/snmp")
ALONE = ("unshare", "--map-root-user", "--net")
"""Runs a command where there is no network at all, on Linux."""

SMOKE = Path(__file__).parents[1] / "fixtures" / "smoke.mp4"

DENY = """
import sys
tried = []
def deny(event, args):
    if event.split(".")[0] in ("socket", "http", "urllib", "ftplib", "smtplib"):
        tried.append(event)
        raise PermissionError(event)
sys.addaudithook(deny)
"""

PROVE = """
import socket
try:
    socket.socket()
except PermissionError:
    tried.clear()
else:
    raise SystemExit("the sockets are open")
"""

ANALYZE = """
from pathlib import Path
from hemiface.pipeline.analysis import measure_video
from hemiface.settings import AnalysisSettings
counters = Path("/proc/self/net/snmp")
before = counters.read_text() if counters.exists() else ""
analysis = measure_video(Path(sys.argv[1]), AnalysisSettings()).analysis
after = counters.read_text() if counters.exists() else ""
print(len(analysis.events), tried, before == after)
"""


def cut_off() -> tuple[str, ...]:
    """What to put before a command so that it sees no network; nothing where that fails."""
    if not COUNTERS.exists() or shutil.which(ALONE[0]) is None:
        return ()
    tried = subprocess.run([*ALONE, "true"], capture_output=True, check=False, timeout=30)
    return ALONE if tried.returncode == 0 else ()


def test_a_whole_analysis_opens_no_socket() -> None:
    alone = cut_off()
    done = subprocess.run(
        [*alone, sys.executable, "-c", DENY + PROVE + ANALYZE, str(SMOKE)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    events, tried, quiet = done.stdout.split()
    assert int(events) >= 2
    assert tried == "[]"
    # The kernel counts what the libraries' own code sends, too, even to nowhere.
    assert quiet == "True" or not alone
