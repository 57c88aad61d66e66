"""Whether certificate and key of TLS can be used, before anything is promised."""

import ssl
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.errors.faults import find_reason


def check_tls(certificate: Path | None, key: Path | None) -> None:
    """Refuse files that TLS cannot begin with.

    Parameters
    ----------
    certificate, key
        Files in PEM; the key may stand in the file of the certificate.

    Raises
    ------
    SettingsError
        If one cannot be read, is something else, is locked, or does not belong to the other.
    """
    if certificate is None:
        if key is not None:
            raise SettingsError("key_alone", path=key)
        return
    for path in (certificate, key or certificate):
        try:
            path.read_bytes()
        except OSError as error:
            raise SettingsError("tls_unread", path=path, reason=find_reason(error)) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_verify_locations(certificate)
    except ssl.SSLError as error:
        raise SettingsError("no_certificate", path=certificate) from error
    try:
        # without a password of its own, OpenSSL would ask the terminal for one
        context.load_cert_chain(certificate, key, password=b"")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise SettingsError("other_key", path=key, certificate=certificate) from error
        if (error.reason or "").startswith(("EE_", "CA_")):
            raise SettingsError("weak_certificate", path=certificate) from error
        raise SettingsError("no_key", path=key or certificate) from error
