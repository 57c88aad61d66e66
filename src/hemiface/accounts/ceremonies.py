"""What browsers are asked for a passkey, and what they reply (Web Authentication, level 3)."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hemiface.accounts.relying_party import RelyingParty
from hemiface.errors import PasskeyRefusedError

VERIFIED = UserVerificationRequirement.REQUIRED
"""A finger, a face or a PIN: whoever finds the device has not found the passkey."""

PATIENCE_MS = 120_000


@dataclass(frozen=True, slots=True)
class Registered:
    """A new passkey, as an authenticator made it.

    Parameters
    ----------
    id
        Names it, in the letters of base64url.
    public_key
        What its answers are verified with (COSE).
    sign_count
        How often it has answered; always 0 of authenticators that do not count.
    """

    id: str
    public_key: bytes
    sign_count: int


def write_invitation(
    party: RelyingParty, account: str, challenge: bytes, known: Sequence[str]
) -> str:
    """What a browser is asked to make a passkey, as JSON; no authenticator makes a second one."""
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name="hemiface",
        user_id=sha256(account.encode()).digest(),
        user_name=account,
        challenge=challenge,
        timeout=PATIENCE_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=VERIFIED
        ),
        exclude_credentials=_describe(known),
    )
    return webauthn.options_to_json(options)


def read_registration(party: RelyingParty, challenge: bytes, reply: str) -> Registered:
    """The passkey that a browser had made.

    Raises
    ------
    PasskeyRefusedError
        If the reply is another's, to another challenge, without its user verified, or damaged.
    """
    with _refusing():
        made = webauthn.verify_registration_response(
            credential=reply,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    known = bytes_to_base64url(made.credential_id)
    return Registered(known, made.credential_public_key, made.sign_count)


def write_question(party: RelyingParty, challenge: bytes, known: Sequence[str]) -> str:
    """What a browser is asked, so that one of these passkeys answers, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        challenge=challenge,
        timeout=PATIENCE_MS,
        allow_credentials=_describe(known),
        user_verification=VERIFIED,
    )
    return webauthn.options_to_json(options)


def who_answers(reply: str) -> str:
    """Id of the passkey that a reply says it is of; empty where it says nothing."""
    try:
        said = json.loads(reply)
    except (ValueError, RecursionError):
        return ""
    found = said.get("id") if isinstance(said, dict) else None
    return found if isinstance(found, str) else ""


def read_answer(party: RelyingParty, challenge: bytes, reply: str, public_key: bytes) -> int:
    """How often the passkey says that it has answered, once its answer is verified.

    The count is not compared here, so that a copy of a passkey is told from a forged answer.

    Raises
    ------
    PasskeyRefusedError
        If the reply is another's, to another challenge, without its user verified, or damaged.
    """
    with _refusing():
        answer = webauthn.verify_authentication_response(
            credential=reply,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    return answer.new_sign_count


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse a stranger's bytes, whatever the libraries that take them apart make of them.

    They raise their own errors, those of CBOR and of cryptography, and Python's; an error that
    is not in a list of these must not open a door, or bring down the page.
    """
    try:
        yield
    except Exception as error:
        raise PasskeyRefusedError("reply") from error


def _describe(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]
