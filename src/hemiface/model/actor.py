"""Who asks for something, and what a role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the records."""

    OWNER = "owner"
    CLINICIAN = "clinician"
    RESEARCHER = "researcher"
    PATIENT = "patient"


class Permission(StrEnum):
    """What an operation needs of whoever asks for it."""

    ASK = "ask"
    WORK_WITH_FILES = "work with files"
    LIST_PEOPLE = "list people"
    READ = "read"
    READ_NOTES = "read notes"
    READ_IDENTITY = "read identity"
    READ_VIDEO = "read video"
    KEEP_DIARY = "keep diary"
    WRITE = "write"
    MANAGE = "manage"


MEANINGS: Mapping[Permission, str] = {
    Permission.ASK: "Read what is about nobody: guide, settings, sheets.",
    Permission.WORK_WITH_FILES: "Work with videos and results by their place on the machine, "
    "which does not say whose they are.",
    Permission.LIST_PEOPLE: "See which people are followed, by pseudonym.",
    Permission.READ: "Read what is kept under a pseudonym.",
    Permission.READ_NOTES: "Read free text, and a name that a file had.",
    Permission.READ_IDENTITY: "Read who a person is.",
    Permission.READ_VIDEO: "Get recordings out, which show the face.",
    Permission.KEEP_DIARY: "Write a diary and answer questionnaires.",
    Permission.WRITE: "Write down, change and archive.",
    Permission.MANAGE: "Erase, back up, encrypt, and read the audit.",
}
"""What each permission lets somebody do."""

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.CLINICIAN: frozenset(Permission) - {Permission.MANAGE},
    Role.RESEARCHER: frozenset({Permission.ASK, Permission.LIST_PEOPLE, Permission.READ}),
    Role.PATIENT: frozenset(
        {
            Permission.ASK,
            Permission.READ,
            Permission.READ_NOTES,
            Permission.READ_IDENTITY,
            Permission.READ_VIDEO,
            Permission.KEEP_DIARY,
        }
    ),
}
"""What each role may do; a patient only with what is the patient's own."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    Parameters
    ----------
    name
        For the audit; where it is empty, the name of the login stands there.
    role
        What this is to the records.
    pseudonym
        Whose data a patient's own are; empty for every other role.

    Raises
    ------
    ValueError
        If a patient has no pseudonym, or somebody else has one.
    """

    name: str = ""
    role: Role = Role.OWNER
    pseudonym: str = ""

    def __post_init__(self) -> None:
        """Hold a patient, and nobody else, to a pseudonym."""
        if (self.role is Role.PATIENT) != bool(self.pseudonym):
            raise ValueError("a patient, and nobody else, acts under a pseudonym")

    @property
    def only_own(self) -> bool:
        """Whether only one person's data may be touched."""
        return self.role is Role.PATIENT

    def may(self, permission: Permission) -> bool:
        """Whether the role has a permission."""
        return permission in PERMISSIONS[self.role]
