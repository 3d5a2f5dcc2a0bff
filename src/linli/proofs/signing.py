"""Ed25519 signatures (RFC 8032) over bytes, by keys that lie in files."""

from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def sign(data: bytes, seed: bytes) -> str:
    """Return the signature of data in base64; ``seed`` is the 32 secret bytes. Raises ``ValueError``."""
    return b64encode(Ed25519PrivateKey.from_private_bytes(seed).sign(data)).decode()


def public_key(seed: bytes) -> str:
    """Return the public half of a seed in base64: what everybody may keep. Raises ``ValueError``."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def is_signed(data: bytes, signature: str, public: str) -> bool:
    """Tell whether a signature over data was made by the key whose public half is given."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public)).verify(b64decode(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
