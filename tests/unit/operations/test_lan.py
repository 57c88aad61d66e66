"""The own network, and no other."""

from ipaddress import IPv4Address
from pathlib import Path

import pytest

from hemiface.errors import SettingsError
from hemiface.operations.lan import open_to_own_network
from hemiface.operations.session import Session
from hemiface.web.settings import ServerSettings


def test_the_app_is_opened_to_the_own_network_with_tls_and_accounts(session: Session) -> None:
    place = open_to_own_network(session, None, address=IPv4Address("192.168.1.20"))
    settings = ServerSettings(
        host=str(place.address),
        name=place.name,
        certificate=place.authority.certificate,
        key=place.authority.key,
        authority=place.authority.folder,
    )
    assert settings.address == f"https://{place.name}:8437"
    assert settings.numbered_address == "https://192.168.1.20:8437"
    assert settings.origins == {settings.address, settings.numbered_address}
    with pytest.raises(SettingsError, match="no accounts"):
        settings.check(has_accounts=False)
    settings.check(has_accounts=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "127.0.0.1"])
def test_an_address_that_others_reach_or_nobody_is_refused(session: Session, address: str) -> None:
    with pytest.raises(SettingsError, match="network of one's own"):
        open_to_own_network(session, None, address=IPv4Address(address))


def test_keys_lie_beside_the_records(session: Session, tmp_path: Path) -> None:
    place = open_to_own_network(session, tmp_path / "clinic", address=IPv4Address("10.1.2.3"))
    assert place.authority.folder == tmp_path / "clinic" / "trust"
