"""The app as passkeys know it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The app as passkeys know it: they answer nobody of another name.

    Parameters
    ----------
    host
        Name of the host, such as ``clinic.example``.
    origin
        The same as browsers write it, such as ``https://clinic.example:8437``.
    """

    host: str
    origin: str
