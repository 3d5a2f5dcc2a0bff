"""Field encryption: bound to its place, keyed by name, nothing readable; blind indexes are keyed."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from linli.kernel import crypto


@pytest.fixture
def keys(tmp_path: Path, settings):  # type: ignore[no-untyped-def]
    def write(current: str, *names: str) -> None:
        ring = {name: base64.b64encode(sha256(name.encode()).digest()).decode() for name in names}
        path = tmp_path / f"{current}-{len(names)}.json"
        path.write_text(json.dumps({"current": current, "keys": ring, "index": ring[names[0]]}))
        settings.FIELD_KEYS_FILE = path

    write("k1", "k1")
    return write


def test_what_was_sealed_is_read_back(keys) -> None:  # type: ignore[no-untyped-def]
    sealed = crypto.seal("爷爷咳嗽一周𠮷", "t|c|1")
    assert crypto.unseal(sealed, "t|c|1") == "爷爷咳嗽一周𠮷"
    assert "爷爷".encode() not in sealed


@pytest.mark.parametrize("elsewhere", ["t|c|2", "t|d|1", "u|c|1"])
def test_a_value_moved_to_another_place_is_refused(keys, elsewhere: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(crypto.seal("秘密", "t|c|1"), elsewhere)


def test_a_changed_or_cut_value_is_refused(keys) -> None:  # type: ignore[no-untyped-def]
    sealed = crypto.seal("秘密", "t|c|1")
    for broken in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"\x02" + sealed[1:]):
        with pytest.raises(crypto.CannotOpen):
            crypto.unseal(broken, "t|c|1")


def test_a_new_key_seals_and_the_old_one_still_opens_until_it_is_gone(keys) -> None:  # type: ignore[no-untyped-def]
    old = crypto.seal("旧", "t|c|1")
    keys("k2", "k1", "k2")
    assert crypto.unseal(old, "t|c|1") == "旧"
    new = crypto.seal("新", "t|c|1")
    assert (crypto.key_id(old), crypto.key_id(new)) == ("k1", "k2")
    keys("k2", "k2")
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(old, "t|c|1")


def test_equal_values_are_found_but_columns_do_not_meet(keys) -> None:  # type: ignore[no-untyped-def]
    assert crypto.blind("13800000000", "a.phone") == crypto.blind("13800000000", "a.phone")
    assert crypto.blind("13800000000", "a.phone") != crypto.blind("13800000000", "b.phone")
    assert crypto.blind("13800000000", "a.phone") != sha256(b"13800000000").digest()[:16]
    assert len(crypto.blind("x", "a")) == 16
