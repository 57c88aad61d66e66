"""The registry of measures: what each number means, exactly, and where that is from.

Every measure of an assessment stands here, group by group. Pages, tables and documentation
take names, units and explanations from this list and hold none of their own.
"""

from hemiface.model.measures.burden import BURDEN
from hemiface.model.measures.eye import EYE
from hemiface.model.measures.info import Better, MeasureGroup, MeasureInfo, Reference
from hemiface.model.measures.spasm import SPASM
from hemiface.model.measures.synkinesis import SYNKINESIS
from hemiface.model.measures.weakness import WEAKNESS

__all__ = ["MEASURES", "Better", "MeasureGroup", "MeasureInfo", "Reference", "get_measure"]

MEASURES: tuple[MeasureInfo, ...] = (*BURDEN, *SPASM, *EYE, *SYNKINESIS, *WEAKNESS)

_BY_NAME = {info.name: info for info in MEASURES}


def get_measure(name: str) -> MeasureInfo:
    """What the measure of this name is.

    Raises
    ------
    KeyError
        If no measure has this name.
    """
    return _BY_NAME[name]
