"""The app refuses to be reached by others without accounts and TLS."""

from pathlib import Path

import pytest

from hemiface.errors import SettingsError
from hemiface.web.settings import ServerSettings, is_loopback

PEM = Path("x.pem")
TLS = ServerSettings(host="0.0.0.0", name="clinic.example", certificate=PEM, key=PEM)
PROXY = ServerSettings(name="clinic.example", behind_proxy=True)


def test_on_this_machine_nothing_is_needed() -> None:
    for host in ("127.0.0.1", "localhost", "::1", "127.9.9.9"):
        ServerSettings(host=host).check(has_accounts=False)


@pytest.mark.parametrize("settings", [ServerSettings(host="0.0.0.0"), TLS, PROXY])
def test_others_need_accounts(settings: ServerSettings) -> None:
    with pytest.raises(SettingsError, match="no accounts"):
        settings.check(has_accounts=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "clinic.example", "::", ""])
def test_others_need_tls(host: str) -> None:
    with pytest.raises(SettingsError, match="no TLS"):
        ServerSettings(host=host).check(has_accounts=True)


def test_with_both_it_may_listen() -> None:
    TLS.check(has_accounts=True)
    PROXY.check(has_accounts=True)


def test_behind_a_proxy_it_knows_its_name_and_listens_here_only() -> None:
    with pytest.raises(SettingsError, match="its name"):
        ServerSettings(behind_proxy=True).check(has_accounts=True)
    elsewhere = ServerSettings(host="0.0.0.0", name="clinic.example", behind_proxy=True)
    with pytest.raises(SettingsError, match="this machine only"):
        elsewhere.check(has_accounts=True)


def test_origins_are_as_browsers_write_them() -> None:
    assert "http://127.0.0.1:8437" in ServerSettings().origins
    assert "http://localhost" in ServerSettings(port=80).origins
    assert "https://clinic.example:8437" in TLS.origins
    assert PROXY.origins == {"https://clinic.example"}
    assert not is_loopback("192.168.1.2")
