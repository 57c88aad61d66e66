"""Languages in which reports can be written."""

from hemiface.reports.language import LANGUAGES

__all__ = ["LANGUAGES"]
