"""Motion-BIDS (Jeung et al., Sci Data 2024, doi:10.1038/s41597-024-03559-8).

One recording becomes one run of one participant. The names of the participant are the
caller's; the name of the video, which may name a person, is written nowhere.
"""

import json
import math
from collections.abc import Iterable, Mapping

from hemiface.formats.annotations import events_to_bids
from hemiface.formats.signal_layout import SIGNAL_UNITS, iter_side_rows
from hemiface.model.analysis import Analysis
from hemiface.model.events import EventPattern, EventSide, EventType
from hemiface.model.tasks import TaskName
from hemiface.model.timebase import usual_interval_s

BIDS_VERSION = "1.10.0"
TRACKING_SYSTEM = "face"
MISSING = "n/a"

Channel = tuple[str, str, str, str, str, str]

CHANNEL_COLUMNS = ("name", "component", "type", "tracked_point", "units", "reference_frame")
HEAD_AXES = {"head_yaw_deg": "y", "head_pitch_deg": "x", "head_roll_deg": "z"}
EVENT_COLUMNS: Mapping[str, Mapping[str, object]] = {
    "trial_type": {
        "Description": "Kind of event, or what the person was asked to do from then on.",
        "Levels": {
            EventType.BLINK.value: "Short closure of both eyes",
            EventType.SPASM.value: "Bout of involuntary contractions less than 0.5 s apart",
            EventType.SYNKINESIS.value: "Movement that is locked to another movement",
            EventType.MOVEMENT.value: "Any other movement",
            **{
                name.value: f"Asked of the person: {name.value.replace('_', ' ')}"
                for name in TaskName
            },
        },
    },
    "side": {
        "Description": "The person's own side.",
        "Levels": {side: f"{side} side" if side != "both" else "Both sides" for side in EventSide},
    },
    "pattern": {
        "Description": "Time course of a spasm.",
        "Levels": {
            EventPattern.ISOLATED: "One contraction",
            EventPattern.CLONIC: "Repeated contractions",
            EventPattern.TONIC: "One long contraction",
        },
    },
    "regions": {"Description": "Regions that moved, joined by +, from top to bottom."},
    "amplitude": {"Description": "Largest movement as share of full closure or own range, 0 to 1."},
    "amplitude_mm": {"Description": "Largest movement.", "Units": "mm"},
    "peak_time": {"Description": "When it was largest.", "Units": "s"},
    "n_twitches": {"Description": "Contractions within a bout."},
    "twitch_rate_hz": {"Description": "Contractions a second within a bout.", "Units": "Hz"},
    "peak_velocity_mm_per_s": {
        "Description": "Largest speed of the lid while closing.",
        "Units": "mm/s",
    },
    "subtype": {"Description": "Finer kind in words."},
    "brow_lift": {"Description": "Whether the brow rose while the same eye closed."},
    "task": {"Description": "What the person was asked to do."},
    "conjugacy": {"Description": "Smaller over larger closure of the two eyes: 1 both alike."},
    "confidence": {"Description": "How far the readings support the event, 0 to 1."},
    "source": {
        "Description": "Who found it.",
        "Levels": {
            "detected": "Found by hemiface",
            "annotated": "Set by a person",
            "corrected": "Found by hemiface, corrected by a person",
        },
    },
}


def recording_to_bids(analysis: Analysis, *, subject: str, run: int) -> dict[str, str]:
    """Files of one recording in a Motion-BIDS data set, by their place in it.

    Parameters
    ----------
    analysis
        The recording, measured.
    subject
        Label of the participant, letters and digits.
    run
        Number of the recording.
    """
    task = name_task(analysis)
    name = f"sub-{subject}_task-{task}_tracksys-{TRACKING_SYSTEM}_run-{run:02d}"
    stem, channels = f"sub-{subject}/motion/{name}", list_channels(analysis)
    return {
        f"{stem}_motion.tsv": write_motion(analysis),
        f"{stem}_motion.json": _json(describe_motion(analysis, task, channels)),
        f"{stem}_channels.tsv": _tsv([CHANNEL_COLUMNS, *channels]),
        f"{stem}_channels.json": _json(REFERENCE_FRAME),
        f"{stem}_events.tsv": events_to_bids(analysis.events, analysis.tasks),
        f"{stem}_events.json": _json(EVENT_COLUMNS),
        "dataset_description.json": _json(describe_dataset(analysis)),
        "README": README,
    }


def participants_to_bids(labels: Iterable[str]) -> str:
    """`participants.tsv`, each label once."""
    return "\n".join(["participant_id", *sorted(set(labels))]) + "\n"


def participants_from_bids(text: str) -> list[str]:
    """Labels in a `participants.tsv`."""
    return text.split()[1:]


def name_task(analysis: Analysis) -> str:
    """Task label: the only task, ``protocol`` for several, ``free`` for none."""
    names = {task.name.value for task in analysis.tasks}
    if len(names) == 1:
        return names.pop().replace("_", "")
    return "protocol" if names else "free"


def list_channels(analysis: Analysis) -> list[Channel]:
    """One row a column of the motion table: time, both sides, head."""
    rows: list[Channel] = [("latency", MISSING, "LATENCY", MISSING, "s", MISSING)]
    for side, name, _ in iter_side_rows(analysis.signals):
        point = f"{side}_{name.value.split('_')[0]}"
        rows.append((f"{side}_{name}", MISSING, "MISC", point, SIGNAL_UNITS[name], MISSING))
    return [*rows, *((row, axis, "ORNT", "head", "deg", "head") for row, axis in HEAD_AXES.items())]


def write_motion(analysis: Analysis) -> str:
    """The samples without a header, one line a frame."""
    signals = analysis.signals
    columns = [signals.time, *(row for _, _, row in iter_side_rows(signals))]
    columns += [getattr(signals, name) for name in HEAD_AXES]
    lists = [column.tolist() for column in columns]
    return _tsv(zip(*lists, strict=True))


def describe_motion(
    analysis: Analysis, task: str, channels: Iterable[Channel]
) -> dict[str, object]:
    """The sidecar of the motion table."""
    kinds = [channel[2] for channel in channels]
    points = {channel[3] for channel in channels} - {MISSING}
    made = analysis.provenance
    interval = usual_interval_s(analysis.signals.time)
    rate = 1 / interval if interval > 0 else 0.0
    return {
        "TaskName": task,
        "TrackingSystemName": TRACKING_SYSTEM,
        "SamplingFrequency": round(rate, 4),
        "SamplingFrequencyEffective": analysis.quality.frame_rate_hz or round(rate, 4),
        "RecordingDuration": analysis.quality.duration_s,
        "RecordingType": "continuous",
        "MissingValues": MISSING,
        "MotionChannelCount": len(kinds),
        "LATENCYChannelCount": kinds.count("LATENCY"),
        "MISCChannelCount": kinds.count("MISC"),
        "ORNTChannelCount": kinds.count("ORNT"),
        "TrackedPointsCount": len(points),
        "SoftwareVersions": f"hemiface {made.package_version}, method {made.method}",
        "VideoSHA256": made.file_hash,
        "SettingsSHA256": made.settings_hash,
        "ScaleUncertainty": _finite(analysis.signals.scale_uncertainty),
    }


def describe_dataset(analysis: Analysis) -> dict[str, object]:
    """`dataset_description.json`."""
    return {
        "Name": "Facial movement measured from video",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "hemiface", "Version": analysis.provenance.package_version}],
    }


REFERENCE_FRAME = {
    "reference_frame": {
        "Description": "Axes of the head pose.",
        "Levels": {
            "head": {
                "RotationRule": "right-hand",
                "RotationOrder": MISSING,
                "SpatialAxes": MISSING,
                "Description": (
                    "Degrees; turned to the person's left (y), looking up (x) and tilted to"
                    " the person's left shoulder (z) are positive."
                ),
            }
        },
    }
}

README = """\
Movement of both sides of a face, measured from ordinary video with hemiface.

Left and right are always the person's own. Times are presentation times of the frames in
seconds (channel `latency`); frames are not assumed to be evenly spaced. Values that could
not be measured are n/a. The name of the video is left out on purpose.
"""


def _tsv(lines: Iterable[Iterable[object]]) -> str:
    return "".join("\t".join(_cell(value) for value in line) + "\n" for line in lines)


def _cell(value: object) -> str:
    if value is None or value == "":
        return MISSING
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else MISSING
    return str(value)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _json(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
