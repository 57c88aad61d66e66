"""The recommended recording: ninety seconds that show what a video can show."""

from dataclasses import dataclass

from hemiface.model.analysis import Task
from hemiface.model.tasks import TaskName


@dataclass(frozen=True, slots=True)
class ProtocolStep:
    """One step of the recording.

    Parameters
    ----------
    name
        The task.
    duration_s
        How long it takes, in seconds.
    words
        What to say to the person.
    why
        What it shows, in one line for the one who films.
    """

    name: TaskName
    duration_s: float
    words: str
    why: str


STEPS: tuple[ProtocolStep, ...] = (
    ProtocolStep(
        TaskName.REST,
        40.0,
        "Look at the camera and let your face rest. Blink whenever you like.",
        "How often spasms come by themselves, and how many blinks there are.",
    ),
    ProtocolStep(
        TaskName.GENTLE_CLOSURE,
        8.0,
        "Close both eyes gently, count to two, open them. Once more.",
        "Whether both eyes close fully, and whether the mouth moves along.",
    ),
    ProtocolStep(
        TaskName.FORCED_CLOSURE,
        8.0,
        "Squeeze both eyes shut, count to two, open them. Once more.",
        "Strength of both sides, and spasms that a squeeze sets off.",
    ),
    ProtocolStep(
        TaskName.BROW_RAISE,
        6.0,
        "Raise both eyebrows, hold, let go.",
        "Strength of both brows.",
    ),
    ProtocolStep(
        TaskName.SMILE,
        8.0,
        "Smile and show your teeth, hold, let go. Once more.",
        "Strength of both mouth corners, and whether an eye narrows along.",
    ),
    ProtocolStep(
        TaskName.PUCKER,
        6.0,
        "Pucker your lips as for a kiss, hold, let go.",
        "Whether an eye narrows along.",
    ),
    ProtocolStep(
        TaskName.TALKING,
        14.0,
        "Say the days of the week, forwards and then backwards.",
        "Spasms that talking sets off.",
    ),
)
"""Steps in their order. Rest comes first, before the tasks set anything off."""

BEFORE: tuple[str, ...] = (
    "Light from the front; no window or lamp behind.",
    "Hair and hands away from the face; take off glasses if you can.",
    "Camera upright at the height of the eyes, held still, the face filling half the height.",
    "Look straight at the camera; keep the head still.",
    "Use the rear camera, or say later that the picture is a mirror.",
    "Thirty or sixty frames a second; no filter, no beauty mode, no slow motion.",
    "Same place, same time of day and same distance every time.",
)
"""What to see to before filming."""

SOURCE = (
    "One minute of video was as good as two in blepharospasm (brief report, Dystonia 2023)."
    " The tasks and times are hemiface's own choice."
)


def build_tasks(start_s: float = 0.0) -> tuple[Task, ...]:
    """Tasks of a recording that follows the protocol.

    Parameters
    ----------
    start_s
        When the first step begins, in seconds of the recording.
    """
    tasks = []
    for step in STEPS:
        tasks.append(Task(start_s, step.duration_s, step.name))
        start_s += step.duration_s
    return tuple(tasks)
