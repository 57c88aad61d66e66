"""What was done about the spasm, and what it did besides."""

from hemiface.model.treatments.botulinum import (
    BRANDS,
    BotulinumSession,
    InjectedMuscle,
    Injection,
    Toxin,
)
from hemiface.model.treatments.doubts import Doubt, DoubtName
from hemiface.model.treatments.effects import (
    Alert,
    AlertLevel,
    SideEffect,
    SideEffectKind,
    SideEffectSeverity,
)
from hemiface.model.treatments.others import (
    Decompression,
    LateralSpread,
    MedicineCourse,
    OtherTreatment,
)

__all__ = [
    "BRANDS",
    "Alert",
    "AlertLevel",
    "BotulinumSession",
    "Decompression",
    "Doubt",
    "DoubtName",
    "InjectedMuscle",
    "Injection",
    "LateralSpread",
    "MedicineCourse",
    "OtherTreatment",
    "SideEffect",
    "SideEffectKind",
    "SideEffectSeverity",
    "Toxin",
]
