"""`hemiface serve`: the app in the browser."""

from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.options import FILE, language_option
from hemiface.cli.parameters import Number
from hemiface.cli.records import say_wide
from hemiface.cli.sessions import command_session
from hemiface.errors import SettingsError
from hemiface.web.settings import PORT


@click.command(
    epilog="""\b
    Examples:
      hemiface serve
      hemiface serve --data ~/clinic --workers 2
      hemiface serve --lan
      hemiface serve --host 0.0.0.0 --name clinic.example --certificate a.pem --key b.pem"""
)
@click.option(
    "--port",
    type=Number(1, 65535, whole=True),
    default=PORT,
    show_default=True,
    help="Port to listen at.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--data", "data", type=FILE, metavar="DIR", help="Folder of the records.")
@click.option(
    "--workers",
    type=Number(0, whole=True),
    default=1,
    show_default=True,
    help="Videos measured at the same time; 0 leaves it to `hemiface worker`.",
)
@click.option("--name", default="", help="Name by which browsers reach it from elsewhere.")
@click.option("--certificate", type=FILE, metavar="FILE", help="TLS certificate, PEM.")
@click.option("--key", type=FILE, metavar="FILE", help="Key of the certificate, PEM.")
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="A proxy on this machine speaks TLS under --name; the audit notes it.",
)
@click.option(
    "--lan",
    is_flag=True,
    help="Let the phones of the own network in, by a certificate of its own making.",
)
@language_option
@click.option("--no-browser", is_flag=True, help="Print the link and open nothing.")
def serve(
    *,
    port: int,
    host: str,
    data: Path | None,
    workers: int,
    name: str,
    certificate: Path | None,
    key: Path | None,
    behind_proxy: bool,
    lan: bool,
    language: str,
    no_browser: bool,
) -> None:
    """Open the app in the browser; it is reached from this machine only.

    The link it prints works once and needs no password. To be reached by others it needs
    accounts and TLS, and refuses to start without them.
    """
    try:
        from hemiface.operations.lan import open_to_own_network
        from hemiface.web.server import run_server
        from hemiface.web.settings import ServerSettings
    except ImportError as error:
        raise SettingsError("no_web") from error
    if lan and (name or certificate or key or behind_proxy or host != "127.0.0.1"):
        raise SettingsError("lan_alone")
    with command_session() as session:
        authority = None
        if lan:
            place = open_to_own_network(session, data)
            host, name, authority = str(place.address), place.name, place.authority.folder
            certificate, key = place.authority.certificate, place.authority.key
        settings = ServerSettings(
            data=data,
            host=host,
            port=port,
            name=name,
            certificate=certificate,
            key=key,
            behind_proxy=behind_proxy,
            workers=workers,
            authority=authority,
            lan_command="hemiface serve --lan",
        )
        run_server(
            settings,
            replace(session, language=language),
            say=click.echo,
            say_wide=say_wide,
            browser=not no_browser,
        )
