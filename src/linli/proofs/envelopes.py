"""Envelopes that only the server opens: whoever seals one keeps nothing that could open it again.

ECDH on P-256 between a key pair of the moment and the server's, HKDF-SHA-256, AES-256-GCM; every step is one that
browsers have. What the envelope is about (``about``) is bound to it and not secret.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group of P-256


class NotForUs(ValueError):
    """An envelope was cut, changed, moved to another subject, or sealed for another server."""


@dataclass(frozen=True)
class Envelope:
    """``point``: the public half of the moment's key, ``iv``: 12 bytes, ``sealed``: text and tag; all base64."""

    point: str
    iv: str
    sealed: str


def _private(seed: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(seed, "big") % (ORDER - 1) + 1, ec.SECP256R1())


def public_point(seed: bytes) -> str:
    """Return the public half of a server's key (32 secret bytes) as browsers import it: raw point, base64."""
    public = _private(seed).public_key()
    return b64encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


def _cipher(secret: bytes, about: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"linli outbox|" + about.encode()).derive(secret))


def open_envelope(envelope: Envelope, seed: bytes, about: str) -> bytes:
    """Return what is in an envelope. Raises :class:`NotForUs`."""
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(envelope.point, validate=True))
        secret = _private(seed).exchange(ec.ECDH(), point)
        iv, sealed = (b64decode(part, validate=True) for part in (envelope.iv, envelope.sealed))
        return _cipher(secret, about).decrypt(iv, sealed, about.encode())
    except (InvalidTag, ValueError) as error:
        raise NotForUs("this envelope does not open here") from error


def seal_envelope(text: bytes, public: str, about: str, *, iv: bytes) -> Envelope:
    """Put text into an envelope for the server whose public point is given, as a browser does."""
    moment = ec.generate_private_key(ec.SECP256R1())
    server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(public))
    sealed = _cipher(moment.exchange(ec.ECDH(), server), about).encrypt(iv, text, about.encode())
    point = moment.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Envelope(*(b64encode(part).decode() for part in (point, iv, sealed)))
