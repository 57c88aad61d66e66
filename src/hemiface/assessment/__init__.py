"""Assessment stage: events in, side, burden, pattern and change out."""

from hemiface.assessment.assess import assess

__all__ = ["assess"]
