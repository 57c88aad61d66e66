"""The authority vouches for this machine in its own network, and for nothing else."""

import os
import plistlib
import stat
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hemiface.accounts import authority
from hemiface.accounts.authority import Authority, make_authority, name_of

NAME, ADDRESS = "desk.local", IPv4Address("192.168.1.20")


def make(folder: Path, name: str = NAME, address: IPv4Address = ADDRESS) -> Authority:
    return make_authority(folder, name, address)


def verify(folder: Path, leaf: x509.Certificate, subject: verification.Subject) -> None:
    root = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
    builder = verification.PolicyBuilder().store(verification.Store([root]))
    builder.build_server_verifier(subject).verify(leaf, [])


def server_certificate(made: Authority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(made.certificate.read_bytes())


@pytest.mark.parametrize("subject", [x509.DNSName(NAME), x509.IPAddress(ADDRESS)])
def test_browsers_believe_it_for_this_machine(
    tmp_path: Path, subject: x509.DNSName | x509.IPAddress
) -> None:
    made = make(tmp_path)
    verify(tmp_path, server_certificate(made), subject)


@pytest.mark.parametrize(
    "stranger",
    [
        x509.DNSName("bank.example"),
        x509.DNSName("other.local"),
        x509.IPAddress(IPv4Address("8.8.8.8")),
    ],
)
def test_a_stolen_key_can_vouch_for_no_other_page(
    tmp_path: Path, stranger: x509.DNSName | x509.IPAddress
) -> None:
    make(tmp_path)
    root = x509.load_pem_x509_certificate((tmp_path / "authority.pem").read_bytes())
    key = serialization.load_pem_private_key((tmp_path / "authority.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    forged = sign_for(stranger, root, key)
    with pytest.raises(verification.VerificationError):
        verify(tmp_path, forged, stranger)
    verify(tmp_path, sign_for(x509.DNSName(NAME), root, key), x509.DNSName(NAME))


def sign_for(
    subject: x509.DNSName | x509.IPAddress, root: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    own = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]))
        .issuer_name(root.subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


def test_phones_trust_it_once_while_the_machine_stays_in_its_network(tmp_path: Path) -> None:
    first = make(tmp_path)
    print_ = authority.read_fingerprint(tmp_path)
    assert first.is_new
    moved = make(tmp_path, address=IPv4Address("192.168.1.77"))
    assert not moved.is_new
    assert authority.read_fingerprint(tmp_path) == print_
    verify(tmp_path, server_certificate(moved), x509.IPAddress(IPv4Address("192.168.1.77")))
    elsewhere = make(tmp_path, address=IPv4Address("10.0.0.5"))
    assert elsewhere.is_new
    assert authority.read_fingerprint(tmp_path) != print_
    assert make(tmp_path, name="other.local", address=IPv4Address("10.0.0.5")).is_new


def test_what_is_broken_is_made_anew(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "authority.key").write_text("broken")
    assert make(tmp_path).is_new
    assert not make(tmp_path).is_new


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_keys_are_read_by_this_user_only(tmp_path: Path) -> None:
    make(tmp_path)
    for name in ("authority.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_profile_for_ios_holds_the_certificate_and_no_key(tmp_path: Path) -> None:
    make(tmp_path)
    profile = plistlib.loads(authority.write_profile(tmp_path))
    [entry] = profile["PayloadContent"]
    assert entry["PayloadType"] == "com.apple.security.root"
    assert entry["PayloadContent"] == authority.read_certificate(tmp_path)
    assert authority.write_profile(tmp_path) == authority.write_profile(tmp_path)
    assert b"PRIVATE" not in authority.write_profile(tmp_path)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("Desk", "desk.local"),
        ("desk.fritz.box", "desk.local"),
        ("Ärztin's PC", "rztin-s-pc.local"),
        ("", "hemiface.local"),
    ],
)
def test_names_are_those_by_which_phones_find_a_machine(host: str, name: str) -> None:
    assert name_of(host) == name
