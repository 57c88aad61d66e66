"""Nothing leaves the machine: an analysis that cannot open a socket is the same."""

import subprocess
import sys
from pathlib import Path

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
from hemiface.pipeline import measure_video
from hemiface.settings import AnalysisSettings
analysis = measure_video(Path(sys.argv[1]), AnalysisSettings()).analysis
print(len(analysis.events), tried)
"""


def test_a_whole_analysis_opens_no_socket() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DENY + PROVE + ANALYZE, str(SMOKE)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    events, tried = done.stdout.split(maxsplit=1)
    assert int(events) >= 2
    assert tried.strip() == "[]"
