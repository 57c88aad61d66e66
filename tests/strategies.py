"""Any analysis that could be, for property tests."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import SearchStrategy

from hemiface.model.analysis import Analysis, Task
from hemiface.model.anatomy import Region, Side
from hemiface.model.assessment import (
    Activity,
    ActivityName,
    AffectedSide,
    Assessment,
    Measure,
    Pattern,
    PatternLabel,
    ScaleEstimate,
)
from hemiface.model.events import Event, EventPattern, EventSide, EventSource, EventType
from hemiface.model.messages import Message
from hemiface.model.provenance import Provenance
from hemiface.model.quality import Quality, QualityFlag
from hemiface.model.signals import SideSignals, SignalName, Signals
from hemiface.model.tasks import TaskName
from hemiface.model.video import VideoInfo

number = st.floats(allow_nan=False, allow_infinity=False)
seconds = st.floats(min_value=0, max_value=1e5)
share = st.floats(min_value=0, max_value=1)
text = st.text(st.characters(codec="utf-8"), max_size=12)
word = st.from_regex(r"[a-z][a-z_]{0,10}", fullmatch=True)


def maybe(values: SearchStrategy) -> SearchStrategy:
    return st.none() | values


messages = st.builds(Message, code=word, values=st.dictionaries(word, number | text, max_size=3))

videos = st.builds(
    VideoInfo,
    name=text,
    container=text,
    codec=text,
    pixel_format=text,
    duration_s=maybe(seconds),
    header_rate_hz=maybe(seconds),
    frame_rate_hz=maybe(seconds),
)

qualities = st.builds(
    Quality,
    duration_s=seconds,
    valid_time_s=seconds,
    frame_rate_hz=maybe(seconds),
    eye_distance_px=maybe(seconds),
    flags=st.lists(
        st.builds(
            QualityFlag,
            onset=seconds,
            duration=seconds,
            message=text,
            advice=text,
            message_code=maybe(messages),
            advice_code=maybe(messages),
        ),
        max_size=3,
    ).map(tuple),
)

tasks = st.lists(
    st.builds(Task, onset=seconds, duration=seconds, name=st.sampled_from(TaskName)), max_size=3
).map(tuple)

events = st.builds(
    Event,
    onset=st.floats(min_value=-1e5, max_value=1e5),
    duration=seconds,
    event_type=st.sampled_from(EventType),
    side=st.sampled_from(EventSide),
    pattern=st.sampled_from(EventPattern),
    subtype=st.just("") | word,
    regions=st.lists(st.sampled_from(Region), unique=True).map(tuple),
    amplitude=maybe(number),
    amplitude_mm=maybe(number),
    peak_time=maybe(number),
    peak_velocity_mm_per_s=maybe(number),
    n_twitches=maybe(st.integers(0, 10**6)),
    twitch_rate_hz=maybe(number),
    conjugacy=maybe(share),
    brow_lift=maybe(st.booleans()),
    confidence=maybe(share),
    task=st.just("") | st.sampled_from(TaskName).map(str),
    source=st.sampled_from(EventSource),
)

measures = st.lists(
    st.builds(
        Measure,
        name=word,
        value=maybe(number),
        unit=text,
        side=maybe(st.sampled_from(EventSide)),
        low=maybe(number),
        high=maybe(number),
        valid_time_s=seconds,
        standard_error=maybe(number),
    ),
    max_size=5,
    unique_by=lambda measure: measure.name,
).map(tuple)

assessments = st.builds(
    Assessment,
    affected_side=st.sampled_from(AffectedSide),
    side_confidence=share,
    pattern=st.builds(
        Pattern,
        label=st.sampled_from(PatternLabel),
        scores=st.dictionaries(st.sampled_from(PatternLabel), share),
        reasons=st.lists(text, max_size=3).map(tuple),
        reason_codes=st.lists(messages, max_size=3).map(tuple),
    ),
    measures=measures,
    scale_estimates=st.lists(
        st.builds(
            ScaleEstimate,
            scale=text,
            low=number,
            high=number,
            rater_agreement=text,
            reasons=st.lists(text, max_size=2).map(tuple),
            reason_codes=st.lists(messages, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    by_task=st.dictionaries(st.sampled_from(TaskName).map(str), measures, max_size=2),
    activities=st.lists(
        st.builds(Activity, onset=number, duration=seconds, name=st.sampled_from(ActivityName)),
        max_size=3,
    ).map(tuple),
    by_activity=st.dictionaries(st.sampled_from(ActivityName).map(str), measures, max_size=2),
)

provenances = st.builds(
    Provenance,
    package_version=text,
    method_version=text,
    settings_hash=text,
    settings=st.dictionaries(
        word,
        st.dictionaries(word, st.none() | number | text | st.booleans(), max_size=3),
        max_size=3,
    ),
    file_hash=text,
    model_hashes=st.dictionaries(word, text, max_size=3),
    engine=text,
    created_at=text,
    person=text,
)


def _rows(n_frames: int) -> SearchStrategy:
    values = st.floats(allow_infinity=False, allow_nan=True)
    return hnp.arrays(np.float64, n_frames, elements=values)


def _sides(n_frames: int) -> SearchStrategy[SideSignals]:
    return st.builds(
        SideSignals,
        **{name.value: _rows(n_frames) for name in SignalName},
        eye_visible=hnp.arrays(np.bool_, n_frames),
        noise=st.dictionaries(st.sampled_from(SignalName), number | st.just(float("nan"))),
        eye_width_mm=maybe(number),
        resting_brow_mm=maybe(number),
        resting_mouth_mm=maybe(number),
    )


def _signals(n_frames: int) -> SearchStrategy[Signals]:
    steps = hnp.arrays(np.float64, n_frames, elements=st.floats(1e-3, 10))
    return st.builds(
        Signals,
        time=steps.map(np.cumsum),
        valid=hnp.arrays(np.bool_, n_frames),
        presence=_rows(n_frames),
        head_yaw_deg=_rows(n_frames),
        head_pitch_deg=_rows(n_frames),
        head_roll_deg=_rows(n_frames),
        left=_sides(n_frames),
        right=_sides(n_frames),
        full_closure_mm=st.dictionaries(st.sampled_from(Side), number | st.just(float("nan"))),
        scale_uncertainty=number | st.just(float("nan")),
        closure_asymmetry=_rows(n_frames),
        closure_asymmetry_noise=number | st.just(float("nan")),
        mouth_opening_mm=_rows(n_frames),
    )


signals = st.integers(0, 5).flatmap(_signals)

analyses = st.builds(
    Analysis,
    video=videos,
    mirrored=st.booleans(),
    quality=qualities,
    signals=signals,
    tasks=tasks,
    events=st.lists(events, max_size=4).map(tuple),
    assessment=assessments,
    provenance=provenances,
)
"""Any analysis that could be, one frame or none included."""
