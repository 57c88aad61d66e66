"""A passkey in a real browser, under a name that the app's own authority vouches for."""

import os
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread
from uuid import uuid4

import psycopg
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, expect
from tests.browser.conftest import ARGUMENTS, find_browser, go_on
from tests.browsing import PASSWORD
from tests.fakes import ToldAnalyzer

from hemiface.accounts.authority import Authority, make_authority
from hemiface.accounts.register import Account
from hemiface.model.actor import Role
from hemiface.operations.session import Session
from hemiface.web.app import make_app
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings

pytestmark = pytest.mark.browser

NAME = "desk.local"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return make_authority(tmp_path / "trust", NAME, IPv4Address("192.168.1.20"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(
    own_records: None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Where the app keeps its tables."""
    del own_records
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        name = f"passkeys_{uuid4().hex}"
        with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        monkeypatch.setenv("HEMIFACE_DATABASE_URL", server.format(name))
    return str(request.param)


@pytest.fixture
def address(database: str, authority: Authority, tmp_path: Path) -> Iterator[str]:
    """The app under its name, with an owner and a clinician."""
    listener = listen(ServerSettings(port=0))
    settings = ServerSettings(
        port=listener.getsockname()[1],
        name=NAME,
        certificate=authority.certificate,
        key=authority.key,
        workers=0,
    )
    app = make_app(settings, template=Session(analyzer=ToldAnalyzer()))
    accounts = app.state.held.service.accounts
    assert (tmp_path / "records" / "service.db").exists() == (database == "sqlite")
    accounts.add(Account("boss", Role.OWNER), PASSWORD)
    accounts.add(Account("ruth", Role.CLINICIAN), PASSWORD)
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        ssl_certfile=str(authority.certificate),
        ssl_keyfile=str(authority.key),
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield settings.address
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def context(playwright: Playwright, authority: Authority) -> Iterator[BrowserContext]:
    """A browser that knows the name, and trusts the authority as one that was told to."""
    key = x509.load_pem_x509_certificate(authority.certificate.read_bytes()).public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    running = playwright.chromium.launch(
        executable_path=find_browser(),
        args=[
            *ARGUMENTS,
            f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
            "--ignore-certificate-errors-spki-list=" + b64encode(sha256(spki).digest()).decode(),
        ],
    )
    made = running.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield made
    running.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def device(context: BrowserContext, page: Page) -> tuple[CDPSession, str]:
    """The device beside the browser, and its name there."""
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return wire, made["authenticatorId"]


def sign_in(page: Page, address: str, name: str = "ruth") -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    go_on(page, page.get_by_role("button", name="Sign in").click)


def look_at(page: Page, name: str) -> None:
    """Hold a page to WCAG on desk and phone, light and dark; keep pictures where wanted."""
    folder = os.environ.get("HEMIFACE_PICTURES")
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found] == [], (name, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if folder:
            page.screenshot(path=f"{folder}/{name}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def add_passkey(page: Page, address: str) -> list[str]:
    """Add a passkey by the page; the recovery codes that it shows."""
    page.goto(f"{address}/settings")
    page.get_by_role("link", name="Passkeys").click()
    page.get_by_label("What you call it").fill("Ruths Telefon")
    page.get_by_label("Your password").fill(PASSWORD)
    go_on(page, page.get_by_role("button", name="Add a passkey").click)
    look_at(page, "passkeys-make")
    page.get_by_role("button", name="Go on with this device").click()
    expect(page.locator(".codes code")).to_have_count(10)
    look_at(page, "passkeys-codes")
    return page.locator(".codes code").all_inner_texts()


@pytest.mark.usefixtures("device")
def test_a_passkey_is_added_asked_for_and_taken(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, address)
    add_passkey(page, address)
    go_on(page, page.get_by_role("button", name="Sign out").click)
    sign_in(page, address)
    expect(page.get_by_role("heading", name="Show your passkey")).to_be_visible()
    look_at(page, "passkeys-step")
    page.goto(f"{address}/people")
    expect(page).to_have_url(f"{address}/sign-in?next=/people")
    page.goto(f"{address}/sign-in/step?next=/people")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Use the passkey").press("Enter")
    expect(page).to_have_url(f"{address}/people")
    page.goto(f"{address}/settings/passkeys")
    expect(page.get_by_text("last used on")).to_be_visible()
    look_at(page, "passkeys-list")
    page.locator("summary").click()
    page.locator("details").get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Remove: Ruths Telefon").click()
    expect(page.get_by_text("No passkey yet.")).to_be_visible()
    assert complaints == []


def test_whoever_does_not_unlock_the_device_is_told_and_uses_a_code(
    page: Page, address: str, device: tuple[CDPSession, str]
) -> None:
    wire, name = device
    sign_in(page, address)
    codes = add_passkey(page, address)
    go_on(page, page.get_by_role("button", name="Sign out").click)
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    sign_in(page, address)
    page.get_by_role("button", name="Use the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was chosen")
    page.get_by_text("No passkey at hand?").click()
    page.get_by_label("Recovery code").fill(codes[2])
    look_at(page, "passkeys-code")
    page.get_by_role("button", name="Use the code").click()
    expect(page).to_have_url(f"{address}/")


@pytest.mark.usefixtures("device")
def test_a_device_makes_no_second_passkey(page: Page, address: str) -> None:
    sign_in(page, address)
    add_passkey(page, address)
    page.goto(f"{address}/settings/passkeys")
    page.get_by_label("What you call it").fill("the same one")
    page.get_by_label("Your password").nth(1).fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Go on with this device").click()
    expect(page.get_by_role("alert")).to_contain_text("already holds a passkey")
    page.goto(f"{address}/settings/passkeys")
    expect(page.locator(".row-name")).to_have_count(1)
