"""The files of the manual for schedulers run as they stand, on recordings that say what happens."""

import csv
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
import yaml
from tests.batches import told_folder
from tests.needs import need

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
FILES = ROOT / "docs/how-to/cluster"
SCRIPT = """\
#!{python}
import sys
sys.path[:0] = ["{root}", "{root}/src"]
from hemiface.cli.main import main
from tests.fakes import told_session
if __name__ == "__main__":
    main(obj=told_session())
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a `hemiface` that measures nothing, a manifest and what it names."""
    told_folder(tmp_path / "in", a="good", b="good too", c="nobody", d="good four")
    rows = "".join(f"in/{name}.mp4\n" for name in "abcd")
    (tmp_path / "manifest.csv").write_text(f"video\n{rows}")
    command = tmp_path / "bin/hemiface"
    command.parent.mkdir()
    command.write_text(SCRIPT.format(python=sys.executable, root=ROOT))
    command.chmod(0o755)
    return tmp_path


def environment(place: Path, **more: str) -> dict[str, str]:
    paths = f"{place / 'bin'}:{os.environ['PATH']}"
    return os.environ | {"PATH": paths, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"} | more


def run(words: list[str], place: Path, **more: str) -> str:
    done = subprocess.run(
        words,
        cwd=place,
        env=environment(place, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode in (0, 5), done.stdout + done.stderr
    return done.stdout


def assert_measured(output: Path) -> None:
    with (output / "tables/recordings.csv").open(newline="") as file:
        states = {row["recording"]: row["state"] for row in csv.DictReader(file)}
    assert states == {"a": "done", "b": "done", "c": "failed", "d": "done"}


def test_snakemake(place: Path) -> None:
    own = ROOT / ".venv-schedulers/bin/snakemake"
    found = need(
        str(own) if own.exists() else shutil.which("snakemake"),
        "Snakemake is not installed (make schedulers)",
        demanded=False,
    )
    shutil.copy(FILES / "Snakefile", place)
    (place / "manifest.csv").rename(place / "the manifest.csv")
    config = ["source=the manifest.csv", "output=the results", "shards=2"]
    run([found, "--cores", "2", "--quiet", "all", "--config", *config], place)
    assert_measured(place / "the results")


def test_nextflow(place: Path) -> None:
    nextflow = need(
        shutil.which("nextflow"),
        "Nextflow is not installed (https://www.nextflow.io), and Debian has none",
        demanded=False,
    )
    shutil.copy(FILES / "main.nf", place)
    words = ["--source", str(place / "manifest.csv"), "--output", str(place / "results")]
    run([nextflow, "run", "main.nf", *words, "--shards", "2"], place, NXF_OFFLINE="true")
    assert_measured(place / "results")


def test_the_nextflow_file_is_read_by_a_parser_of_its_language(tmp_path: Path) -> None:
    """Where the engine cannot be had, its grammar can; a file that is none is refused."""
    own = ROOT / ".venv-schedulers/bin/python"
    need(
        own if own.exists() else None, "reftrace is not installed (make schedulers)", demanded=False
    )
    code = (
        "import sys; from reftrace import Module, ParseError;"
        "found = Module.from_file(sys.argv[1]);"
        "print('wrong' if isinstance(found, ParseError) else"
        " [one.name for one in found.processes])"
    )
    file = FILES / "main.nf"
    wrong = tmp_path / "wrong.nf"
    wrong.write_text(file.read_text().replace("workflow {", "workflow ("))
    assert run([str(own), "-c", code, str(file)], tmp_path).strip() == "['shard', 'merge']"
    assert run([str(own), "-c", code, str(wrong)], tmp_path).strip() == "wrong"


def test_what_the_nextflow_file_would_run_runs(place: Path) -> None:
    """Its scripts, their places filled in as the engine does, for each share and then merged."""
    scripts = re.findall(r'"""\n(.*?)"""', (FILES / "main.nf").read_text(), flags=re.DOTALL)
    values = {
        "params.source": str(place / "manifest.csv"),
        "params.output": str(place / "results"),
        "params.shards": "2",
        "task.cpus": "1",
    }

    def fill(script: str, **more: str) -> str:
        filled = re.sub(r"(?<!\\)\$\{([\w.]+)\}", lambda found: (values | more)[found[1]], script)
        return filled.replace("\\\\", "\\").replace("\\$", "$")

    shard, merge = scripts
    for index in ("1", "2"):
        run(["bash", "-ue", "-c", fill(shard, index=index)], place)
    run(["bash", "-ue", "-c", fill(merge)], place)
    assert_measured(place / "results")


def test_kubernetes_runs_each_index(place: Path) -> None:
    job = yaml.safe_load((FILES / "kubernetes.yaml").read_text())
    spec = job["spec"]
    assert (spec["completionMode"], spec["completions"]) == ("Indexed", 40)
    (container,) = spec["template"]["spec"]["containers"]
    (script,) = container["args"]
    script = script.replace("/data/", f"{place}/").replace("/out/", f"{place}/")
    assert f"/{spec['completions']}" in script
    for index in (0, 1, 2, 3, 39):  # of four recordings the last ones have none
        run([*container["command"], script], place, JOB_COMPLETION_INDEX=str(index))
    run(["hemiface", "merge", "results"], place)
    assert_measured(place / "results")


def test_a_slurm_task_that_is_submitted_alone_has_its_own_share(place: Path) -> None:
    for index in ("1", "2"):
        told = {"SLURM_ARRAY_TASK_ID": index, "SLURM_ARRAY_TASK_COUNT": "1"}
        words = ["bash", str(FILES / "slurm.sh"), "manifest.csv", "the results", "2"]
        run(words, place, **told)
    run(["hemiface", "merge", "the results"], place)
    assert_measured(place / "the results")


CONFIGURATION = """\
ClusterName=test
SlurmctldHost=localhost
SlurmUser={user}
SlurmdUser={user}
AuthInfo=socket={place}/munge/socket
SlurmctldPort={port}
SlurmdPort={port_of_node}
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
SlurmctldLogFile={place}/slurmctld.log
SlurmdLogFile={place}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
NodeName=localhost CPUs=2 RealMemory=4096 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


@pytest.fixture
def slurm(place: Path) -> Iterator[dict[str, str]]:
    """A cluster of one node; gives the environment that its commands need."""
    need(
        shutil.which("slurmctld"),
        "SLURM is not installed (apt-get install slurmctld slurmd slurm-client munge)",
        demanded=False,
    )
    need(os.getuid() == 0 or None, "a cluster of one's own needs root here", demanded=False)
    own = Path(mkdtemp(prefix="slurm-", dir="/tmp"))
    for name in ("munge", "state", "spool"):
        (own / name).mkdir(mode=0o700)
    (own / "munge/key").write_bytes(os.urandom(128))
    (own / "munge/key").chmod(0o600)
    # Two for each process, below those that the system gives to whoever asks for any.
    port = 20_000 + 2 * (os.getpid() % 6_000)
    text = CONFIGURATION.format(user="root", place=own, port=port, port_of_node=port + 1)
    (own / "slurm.conf").write_text(text)
    munge = [
        *("munged", "--force", "--foreground", f"--key-file={own}/munge/key"),
        *(f"--socket={own}/munge/socket", f"--pid-file={own}/munge/pid"),
        *(f"--seed-file={own}/munge/seed", f"--log-file={own}/munge/log"),
    ]
    more = {"SLURM_CONF": str(own / "slurm.conf")}
    log = (own / "log").open("wb")
    daemons = [subprocess.Popen(munge, stdout=log, stderr=log)]
    try:
        ready: list[tuple[list[str], Callable[[], bool]]] = [
            (["slurmctld", "-D"], (own / "munge/socket").exists),
            (
                ["slurmd", "-D", "-N", "localhost"],
                lambda: "is UP" in _ask(["scontrol", "ping"], place, more),
            ),
        ]
        for program, may_begin in ready:  # each needs the one before
            _wait_for(may_begin, own)
            environ = environment(place, **more)
            daemons.append(subprocess.Popen(program, stdout=log, stderr=log, env=environ))
        _wait_for(lambda: "idle" in _ask(["sinfo", "-h", "-o", "%t"], place, more), own)
        yield more
    finally:
        for daemon in reversed(daemons):
            daemon.kill()
            daemon.wait()
        log.close()
        shutil.rmtree(own, ignore_errors=True)


def _wait_for(happened: Callable[[], bool], own: Path) -> None:
    deadline = time.monotonic() + 300
    while not happened():
        said = "".join(place.read_text() for place in own.glob("*log"))
        assert time.monotonic() < deadline, said
        time.sleep(0.2)


def _ask(words: list[str], place: Path, more: dict[str, str]) -> str:
    done = subprocess.run(
        words, env=environment(place, **more), capture_output=True, text=True, check=False
    )
    return done.stdout


def test_slurm(place: Path, slurm: dict[str, str]) -> None:
    array = ["sbatch", "--parsable", "--mem=0", "--array=1-2", str(FILES / "slurm.sh")]
    first = run([*array, "manifest.csv", "results", "2"], place, **slurm).strip()
    after = ["sbatch", "--wait", "--mem=0", f"--dependency=afterany:{first}"]
    run([*after, "--wrap", "hemiface merge results"], place, **slurm)
    assert_measured(place / "results")
