"""The result of an analysis: one folder, written whole, read back exactly."""

from hemiface.results.folder import ResultsFolder
from hemiface.results.previous import Earlier
from hemiface.results.summary import Summary

__all__ = ["Earlier", "ResultsFolder", "Summary"]
