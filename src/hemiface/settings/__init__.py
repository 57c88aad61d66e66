"""Parameters of the method: one frozen class a stage, in physical units."""

from hemiface.settings.analysis import FAST, AnalysisSettings
from hemiface.settings.assessment import AssessmentSettings
from hemiface.settings.events import EventSettings
from hemiface.settings.landmarks import LandmarkSettings
from hemiface.settings.signals import SignalSettings
from hemiface.settings.stage import StageSettings
from hemiface.settings.video import VideoSettings

__all__ = [
    "FAST",
    "AnalysisSettings",
    "AssessmentSettings",
    "EventSettings",
    "LandmarkSettings",
    "SignalSettings",
    "StageSettings",
    "VideoSettings",
]
