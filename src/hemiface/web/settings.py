"""Where the app listens, and for whom."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from hemiface.errors import SettingsError

PORT = 8437
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the app listens, and for whom.

    Parameters
    ----------
    data
        Folder of the records; the place that the environment names by default.
    host, port
        Address to listen at.
    name
        Name by which browsers reach an address beyond loopback, such as ``clinic.example``.
    certificate, key
        Files of TLS, in PEM; needed beyond loopback.
    behind_proxy
        Whether a proxy on this machine speaks TLS under `name`; written into the audit.
    workers
        How many videos are measured at the same time.
    authority
        Folder of the authority that vouches for the certificate, where the app made it itself.
    lan_command
        How whoever started the app starts it for its own network, shown where a phone cannot
        reach it; empty where that is not known.
    """

    data: Path | None = None
    host: str = "127.0.0.1"
    port: int = PORT
    name: str = ""
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    workers: int = 1
    authority: Path | None = None
    lan_command: str = ""

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the app."""
        return is_loopback(self.host) and not self.behind_proxy

    @property
    def origins(self) -> frozenset[str]:
        """What the browser may call this app."""
        if self.behind_proxy:
            return frozenset({f"https://{self.name}"})
        scheme = "https" if self.certificate else "http"
        names = [self.name] if self.name else []
        names += LOOPBACK_NAMES if is_loopback(self.host) else [_bracketed(self.host)]
        return frozenset(f"{scheme}://{name}{self._port(scheme)}" for name in names)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        if self.behind_proxy:
            return f"https://{self.name}"
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{self.name or _bracketed(self.host)}{self._port(scheme)}"

    @property
    def passkey_host(self) -> str:
        """Name that passkeys are bound to; empty without TLS, or where it is a number."""
        has_name = bool(self.name) and not is_number(self.name)
        return self.name if has_name and self.address.startswith("https:") else ""

    @property
    def numbered_address(self) -> str:
        """The same by number, for phones that do not find the name."""
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{_bracketed(self.host)}{self._port(scheme)}"

    def _port(self, scheme: str) -> str:
        """As browsers write it: not at all where it is the usual one."""
        return "" if self.port == {"http": 80, "https": 443}[scheme] else f":{self.port}"

    def cookie(self, purpose: str = "sign-in") -> str:
        """Name of a cookie of this server; browsers share cookies between the ports of a host."""
        return f"hemiface-{purpose}-{self.port}"

    def check(self, *, has_accounts: bool) -> None:
        """Refuse to be reached by others without accounts and TLS.

        Raises
        ------
        SettingsError
            If one of them is missing.
        """
        if self.behind_proxy and not self.name:
            raise SettingsError("proxy_name")
        if self.is_local:
            return
        if not has_accounts:
            raise SettingsError("no_accounts", host=self.host)
        if not self.behind_proxy and not (self.certificate and self.key):
            raise SettingsError("no_tls", host=self.host)
        if self.behind_proxy and not is_loopback(self.host):
            raise SettingsError("proxy_host")


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_number(host: str) -> bool:
    """Whether an address is a number and no name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
