"""The analyzer that measures simulated faces, for tests of everything around it."""

import pickle
from pathlib import Path

from hemiface.model.anatomy import Side
from hemiface.operations.analyses import AnalysisRequest, analyze_videos
from hemiface.operations.session import open_session
from hemiface.operations.stream import outcomes
from hemiface.pipeline.analyzer import Analyzer, VideoAnalyzer
from hemiface.results import ResultsFolder
from hemiface.simulation.fake_analyzer import FakeAnalyzer
from hemiface.simulation.scenes import build_spasm_scene


def test_it_finds_what_the_face_was_told_to_do(tmp_path: Path) -> None:
    video = tmp_path / "visit.mp4"
    video.write_text("anything")
    analyzer = FakeAnalyzer(tuple(build_spasm_scene(Side.RIGHT)))
    with open_session(analyzer=analyzer) as session:
        request = AnalysisRequest(output=tmp_path / "out")
        (outcome,) = outcomes(analyze_videos(session, [video], request))
    assert outcome.error is None
    assert outcome.summary is not None
    assert outcome.summary.affected_side == "right"
    assert ResultsFolder(outcome.folder).pictures().frames


def test_analyzers_travel_between_processes() -> None:
    analyzers: tuple[Analyzer, ...] = (VideoAnalyzer(), FakeAnalyzer())
    assert pickle.loads(pickle.dumps(analyzers)) == analyzers
