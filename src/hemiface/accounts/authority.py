"""A certificate authority of this installation's own, for the phones of one home or ward.

Browsers give camera and offline pages to https alone, and nobody signs a certificate for a
machine at home. The authority made here can vouch for this machine's name and for addresses of
its own network, and for nothing else (name constraints, RFC 5280 section 4.2.1.10): a phone that
trusts it trusts no other page more than before.
"""

import os
import plistlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import TypeAlias
from uuid import NAMESPACE_URL, uuid5

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
"""Longer ones are refused by Apple's browsers (Apple support, article 102028)."""
SET_BACK = timedelta(days=1)
"""Clocks of phones differ."""
NETWORK_BITS = 24
"""A router gives this machine other addresses of the same network now and then."""

Root: TypeAlias = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]
"""Certificate and key of the authority."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority, and the server's certificate that it signed.

    Parameters
    ----------
    folder
        Where its files are; the keys can be read by this user only.
    is_new
        Whether phones have yet to trust it.
    """

    folder: Path
    is_new: bool

    @property
    def certificate(self) -> Path:
        """Certificate of the server, in PEM."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """Key of the server, in PEM."""
        return self.folder / "server.key"


def make_authority(folder: Path, name: str, address: IPv4Address) -> Authority:
    """Make the authority, or use the one that is there, and sign a certificate for this machine.

    Parameters
    ----------
    folder
        Where its files are, or will be.
    name, address
        Of this machine in its own network, such as ``desk.local`` and 192.168.1.20.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    known = _read(folder, name, address, now)
    made = known or _make_root(folder, name, address, now)
    _sign(folder, made, name, address, now)
    return Authority(folder, is_new=known is None)


def read_certificate(folder: Path) -> bytes:
    """Certificate of the authority, in DER: what a phone is to trust."""
    return _load(folder).public_bytes(serialization.Encoding.DER)


def read_fingerprint(folder: Path) -> str:
    """SHA-256 of that certificate as phones show it."""
    return _load(folder).fingerprint(hashes.SHA256()).hex(":").upper()


def write_profile(folder: Path) -> bytes:
    """The same as a configuration profile of iOS."""
    certificate = _load(folder)
    name = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    serial = f"hemiface:{certificate.serial_number}"
    entry = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": "org.hemiface.trust.root",
        "PayloadUUID": str(uuid5(NAMESPACE_URL, f"{serial}:root")).upper(),
        "PayloadDisplayName": name,
        "PayloadCertificateFileName": "hemiface.cer",
        "PayloadContent": read_certificate(folder),
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "org.hemiface.trust",
        "PayloadUUID": str(uuid5(NAMESPACE_URL, serial)).upper(),
        "PayloadDisplayName": name,
        "PayloadDescription": "Lets this phone trust hemiface on one computer of its own network.",
        "PayloadContent": [entry],
    }
    return plistlib.dumps(profile)


def name_of(host: str) -> str:
    """Name by which phones of the same network find a machine (multicast DNS, RFC 6762)."""
    label = re.sub(r"[^a-z0-9-]+", "-", host.partition(".")[0].lower()).strip("-")[:60]
    return f"{label or 'hemiface'}.local"


def _read(folder: Path, name: str, address: IPv4Address, now: datetime) -> Root | None:
    """The authority that is there, if it can still vouch for this machine."""
    try:
        certificate = _load(folder)
        key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), None)
        limits = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return None
    allowed = limits.permitted_subtrees or []
    names = [one.value for one in allowed if isinstance(one, x509.DNSName)]
    networks = [one.value for one in allowed if isinstance(one, x509.IPAddress)]
    lasts = certificate.not_valid_after_utc > now + timedelta(days=SERVER_DAYS)
    fits = name in names and any(address in IPv4Network(str(one)) for one in networks)
    if not (lasts and fits and isinstance(key, ec.EllipticCurvePrivateKey)):
        return None
    return certificate, key


def _make_root(folder: Path, name: str, address: IPv4Address, now: datetime) -> Root:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"hemiface on {name}")])
    network = IPv4Network((address, NETWORK_BITS), strict=False)
    certificate = (
        _begin(subject, subject, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(
            x509.NameConstraints([x509.DNSName(name), x509.IPAddress(network)], None),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / "authority.key", _pem(key))
    _write(folder / "authority.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _sign(
    folder: Path,
    root: Root,
    name: str,
    address: IPv4Address,
    now: datetime,
) -> None:
    issuer, root_key = root
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(address)])
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    certificate = (
        _begin(subject, issuer.subject, key, now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(authority, critical=False)
        .sign(root_key, hashes.SHA256())
    )
    _write(folder / "server.key", _pem(key))
    _write(folder / "server.pem", certificate.public_bytes(serialization.Encoding.PEM))


def _begin(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SET_BACK)
        .not_valid_after(now - SET_BACK + timedelta(days=days))
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _load(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(place: Path, content: bytes) -> None:
    """Write a file that this user alone can read, whole or not at all."""
    part = place.with_suffix(f"{place.suffix}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(place)
