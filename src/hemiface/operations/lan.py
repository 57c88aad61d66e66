"""The app for the phones of one's own network: name, address, and whom they are to trust."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from hemiface.accounts import authority
from hemiface.accounts.authority import Authority, make_authority, name_of
from hemiface.errors import SettingsError
from hemiface.model.actor import Permission
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.service import StoreLocationParts, location_of
from hemiface.operations.session import Session

FOLDER = "trust"

ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737); asking for the way to it sends nothing."""


@dataclass(frozen=True, slots=True)
class OwnNetwork:
    """A machine as phones of its own network reach it.

    Parameters
    ----------
    name, address
        Such as ``desk.local`` and 192.168.1.20.
    authority
        Vouches for it.
    """

    name: str
    address: IPv4Address
    authority: Authority


@needs(Permission.MANAGE)
def open_to_own_network(
    session: Session, data: Path | None, *, address: IPv4Address | None = None
) -> OwnNetwork:
    """Find this machine's place in its network, and make certificates for it.

    Parameters
    ----------
    data
        Folder of the records; the place that the environment names by default.
    address
        Address in the network; looked for where not given.

    Raises
    ------
    SettingsError
        If it is in no network, or in one that others than its owner's reach.
    """
    address = address or find_address()
    if not address.is_private or address.is_loopback:
        raise SettingsError("foreign_address", address=address)
    name = name_of(socket.gethostname())
    folder = StoreLocationParts.of(location_of(data)).folder.parent / FOLDER
    made = make_authority(folder, name, address)
    with session.write() as work:
        work.note(f"serve to the own network as {name}")
    return OwnNetwork(name, address, made)


@open_to_all
def find_address() -> IPv4Address:
    """Address of this machine in its network; nothing is sent to find it.

    Raises
    ------
    SettingsError
        If it is in none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        try:
            asker.connect(ELSEWHERE)
        except OSError as error:
            raise SettingsError("no_network") from error
        return IPv4Address(asker.getsockname()[0])


@needs(Permission.ASK)
def authority_certificate(session: Session, folder: Path) -> bytes:
    """What a phone is to trust, as Android takes it."""
    del session
    return authority.read_certificate(folder)


@needs(Permission.ASK)
def authority_profile(session: Session, folder: Path) -> bytes:
    """The same as iOS takes it."""
    del session
    return authority.write_profile(folder)


@needs(Permission.ASK)
def authority_fingerprint(session: Session, folder: Path) -> str:
    """By which a person sees that it is the right one."""
    del session
    return authority.read_fingerprint(folder)
