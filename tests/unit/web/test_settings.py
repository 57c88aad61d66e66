"""The app refuses to be reached by others without accounts and TLS."""

from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from hemiface.accounts.authority import Authority, make_authority
from hemiface.errors import SettingsError
from hemiface.web.settings import ServerSettings, is_loopback
from hemiface.web.tls import check_tls

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


@pytest.fixture
def trust(tmp_path: Path) -> Authority:
    return make_authority(tmp_path / "trust", "desk.local", IPv4Address("192.168.1.20"))


def test_certificate_and_key_that_belong_together_are_taken(trust: Authority) -> None:
    check_tls(None, None)
    check_tls(trust.certificate, trust.key)
    both = trust.folder / "both.pem"
    both.write_bytes(trust.certificate.read_bytes() + trust.key.read_bytes())
    check_tls(both, None)


def _locked(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    lock = BestAvailableEncryption(b"secret")
    place = folder / "locked.pem"
    place.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    return place


def _of_another(folder: Path) -> Path:
    return make_authority(folder / "other", "desk.local", IPv4Address("192.168.1.20")).key


@pytest.mark.parametrize(
    ("certificate", "key", "says"),
    [
        (lambda _: Path("/etc/passwd"), lambda trust: trust.key, "passwd is no TLS certificate"),
        (lambda trust: trust.key, lambda trust: trust.key, "no TLS certificate"),
        (lambda trust: trust.certificate, lambda _: Path("/etc/passwd"), "passwd holds no key"),
        (lambda trust: trust.certificate, lambda _: None, "holds no key"),
        (lambda trust: trust.certificate, lambda trust: _locked(trust.folder), "without a pass"),
        (lambda trust: trust.certificate, lambda trust: _of_another(trust.folder), "not the key"),
        (lambda trust: trust.folder / "gone.pem", lambda trust: trust.key, "cannot read .*gone"),
        (lambda trust: trust.certificate, lambda trust: trust.folder, "cannot read"),
        (lambda _: None, lambda trust: trust.key, "key without a certificate"),
    ],
)
def test_what_tls_cannot_begin_with_is_named(
    trust: Authority,
    certificate: Callable[[Authority], Path | None],
    key: Callable[[Authority], Path | None],
    says: str,
) -> None:
    with pytest.raises(SettingsError, match=says):
        check_tls(certificate(trust), key(trust))
