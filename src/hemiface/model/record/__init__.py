"""People, visits and recordings, and the envelope in which every entry is kept."""

from hemiface.model.record.checks import (
    PSEUDONYM,
    SHA256,
    SUFFIX,
    check_file_name,
    check_file_names,
    check_instant,
    check_language,
    check_order,
    check_pseudonym,
    check_range,
    check_sha256,
    check_suffix,
    check_year,
    is_file_name,
)
from hemiface.model.record.conditions import Condition, ConditionKind
from hemiface.model.record.entry import NOON, Entry, Moment, has_time_of_day
from hemiface.model.record.people import Consent, ConsentKind, Identity, Person, Sex
from hemiface.model.record.visits import (
    EventRating,
    Recording,
    StoredAnalysis,
    StoredCorrection,
    Visit,
    VisitKind,
)

__all__ = [
    "NOON",
    "PSEUDONYM",
    "SHA256",
    "SUFFIX",
    "Condition",
    "ConditionKind",
    "Consent",
    "ConsentKind",
    "Entry",
    "EventRating",
    "Identity",
    "Moment",
    "Person",
    "Recording",
    "Sex",
    "StoredAnalysis",
    "StoredCorrection",
    "Visit",
    "VisitKind",
    "check_file_name",
    "check_file_names",
    "check_instant",
    "check_language",
    "check_order",
    "check_pseudonym",
    "check_range",
    "check_sha256",
    "check_suffix",
    "check_year",
    "has_time_of_day",
    "is_file_name",
]
