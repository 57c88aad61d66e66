"""The steps of the container's recipe, run on a bare Debian where no container tool is at hand."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from tests.needs import need

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "containers/Dockerfile"
APPTAINER = ROOT / "containers/hemiface.def"
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
NOBODY = "65534:65534"


def read_steps() -> list[str]:
    """Commands of the recipe, in their order."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    return re.findall(r"^RUN (.+)$", text, re.MULTILINE)


def read_path() -> str:
    found = re.search(r"^ENV PATH=(\S+)", DOCKERFILE.read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def test_both_recipes_have_the_same_steps() -> None:
    post = APPTAINER.read_text().partition("%post")[2].partition("%environment")[0]
    lines = [line.strip() for line in post.strip().splitlines()]
    steps = [" ".join(part.split()) for step in read_steps() for part in step.split("&&")]
    assert [part.strip() for line in lines for part in line.split("&&")] == steps
    assert read_path() in APPTAINER.read_text()
    (make,) = [step for step in steps if step.startswith("make")]
    assert ".venv/.base" in make  # a target of the Makefile, and nothing of the recipe's own


@pytest.fixture
def bare() -> Iterator[Path]:
    """A bare Debian in a folder."""
    need(
        shutil.which("debootstrap"),
        "debootstrap is not installed (Debian: apt-get install debootstrap)",
        demanded=False,
    )
    need(os.getuid() == 0 or None, "a bare Debian in a folder needs root", demanded=False)
    folder = Path(mkdtemp(prefix="hemiface-bare-", dir="/tmp"))
    folder.chmod(0o755)
    command = ["debootstrap", "--variant=minbase", "bookworm", str(folder / "root")]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(folder)
        need(None, f"a bare Debian cannot be made: {made.stdout[-300:]}", demanded=False)
    yield folder / "root"
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_recipe_on_a_bare_debian(bare: Path) -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, files):
        place = bare / "opt/hemiface" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, place)
    for name in ("etc/resolv.conf", "etc/pip.conf"):
        if Path("/", name).exists():
            shutil.copyfile(Path("/", name), bare / name)
    registry = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    for step in read_steps():
        # Anew each time: installing certificates writes the file over, and a registry behind a
        # proxy may have one of its own.
        (bare / CERTIFICATES).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path("/", CERTIFICATES), bare / CERTIFICATES)
        call(bare, ["/bin/sh", "-c", step], PATH="/usr/sbin:/usr/bin:/sbin:/bin", **registry)
    data = bare / "data/sub-01/beh"
    data.mkdir(parents=True)
    shutil.copyfile(ROOT / "tests/fixtures/smoke.mp4", data / "sub-01_video.mp4")
    (bare / "out").mkdir()
    (bare / "out").chmod(0o777)
    words = ["hemiface", "bids", "/data", "/out", "participant", "-w", "/tmp/work"]
    call(bare, words, user=NOBODY, PATH=read_path(), PYTHONDONTWRITEBYTECODE="1")
    assert (bare / "out/recordings/sub-01/beh/sub-01_video/report.html").is_file()


def call(root: Path, words: list[str], *, user: str = "", **environment: str) -> None:
    """Run a command in the folder, with an environment of its own, offline but for the build."""
    chroot = [str(shutil.which("chroot")), *([f"--userspec={user}"] if user else []), str(root)]
    # As in a container: what the system tells of itself, and no network. Both end with the process.
    (root / "dev/shm").mkdir(mode=0o1777, parents=True, exist_ok=True)
    (root / "dev/shm").chmod(0o1777)
    see = f'mount --bind /proc {root}/proc; mount --bind /sys {root}/sys; exec "$@"'
    cut = [str(shutil.which("unshare")), "-n", "-m", "/bin/sh", "-c", see, "sh"] if user else []
    done = subprocess.run(
        [*cut, *chroot, *words],
        env={"LC_ALL": "C.UTF-8", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout[-3000:]}"
