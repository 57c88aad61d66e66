"""An authenticator in software, as a device that holds passkeys answers (WebAuthn, level 3)."""

import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """A device with one passkey.

    Parameters
    ----------
    host, origin
        Whom it believes to be asked by.
    count
        How often it has answered; 0 for a device that does not count.
    flags
        Whether somebody was there, and was verified.
    """

    host: str
    origin: str
    count: int = 1
    flags: int = PRESENT | VERIFIED
    id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        """Reply to the invitation to make a passkey."""
        asked = json.loads(options)
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        data = self._data(self.flags | ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._reply(clientDataJSON=client, attestationObject=statement)

    def answer(self, options: str) -> str:
        """Reply to the question for a passkey."""
        asked = json.loads(options)
        self.count += 1 if self.count else 0
        data = self._data(self.flags)
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._reply(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _reply(self, **parts: bytes) -> str:
        response = {name: encode(part) for name, part in parts.items()}
        own = encode(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})


def encode(data: bytes) -> str:
    """Bytes in the letters of base64url."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def flip(reply: str, name: str) -> str:
    """A reply in which the last bit of one part is another."""
    told: dict[str, Any] = json.loads(reply)
    letters = told["response"][name]
    part = bytearray(urlsafe_b64decode(letters + "=" * (-len(letters) % 4)))
    part[-1] ^= 1
    told["response"][name] = encode(bytes(part))
    return json.dumps(told)
