"""Envelopes open for the server they were sealed for, about what they were sealed about, and in no other way."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.proofs.envelopes import Envelope, NotForUs, open_envelope, public_point, seal_envelope

SEED, ANOTHER, IV = bytes(range(32)), bytes(range(1, 33)), bytes(12)


def sealed(text: bytes = b"note", about: str = "a|b") -> Envelope:
    return seal_envelope(text, public_point(SEED), about, iv=IV)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_what_was_sealed_is_opened(text: bytes, about: str) -> None:
    assert open_envelope(sealed(text, about), SEED, about) == text


def test_it_opens_for_no_other_server_and_about_nothing_else() -> None:
    for seed, about in ((ANOTHER, "a|b"), (SEED, "a|c")):
        with pytest.raises(NotForUs):
            open_envelope(sealed(), seed, about)


@pytest.mark.parametrize("part", ["point", "iv", "sealed"])
def test_every_changed_part_is_noticed(part: str) -> None:
    whole = sealed()
    raw = bytearray(b64decode(getattr(whole, part)))
    raw[-1] ^= 1
    for wrong in (b64encode(bytes(raw)).decode(), "", "not base64!", b64encode(b"short").decode()):
        with pytest.raises(NotForUs):
            open_envelope(replace(whole, **{part: wrong}), SEED, "a|b")


def test_two_envelopes_of_one_text_share_nothing() -> None:
    one, two = sealed(), sealed()
    assert one.sealed != two.sealed
    assert one.point != two.point
