"""Trees, canonical bytes and signatures: against published vectors, and against every small change."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.proofs.canonical import canonical
from linli.proofs.signing import is_signed, public_key, sign
from linli.proofs.tree import EMPTY, holds, leaf_hash, proof, root

# The leaves and roots of the reference implementation of RFC 6962 (certificate-transparency, merkle_tree_test).
LEAVES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_the_reference_implementation(size: int) -> None:
    assert root([leaf_hash(one) for one in LEAVES[:size]]).hex() == ROOTS[size]


def test_nothing_has_the_root_of_nothing() -> None:
    assert root([]) == EMPTY == sha256().digest()


@given(st.integers(1, 40), st.data())
def test_every_leaf_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, top = proof(leaves, index), root(leaves)
    assert holds(leaves[index], index, size, path, top)
    assert not holds(leaf_hash(b"another"), index, size, path, top)
    wrong = data.draw(st.integers(0, size + 1).filter(lambda place: place != index))
    assert not holds(leaves[index], wrong, size, path, top)
    if path:
        assert not holds(leaves[index], index, size, path[:-1], top)
        assert not holds(leaves[index], index, size, [*path, top], top)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=20, unique=True), st.data())
def test_a_changed_missing_moved_or_added_leaf_gives_another_root(rows: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(one) for one in rows]
    place = data.draw(st.integers(0, len(rows) - 2))
    top = root(leaves)
    changed = [*leaves[:place], leaf_hash(rows[place] + b"!"), *leaves[place + 1 :]]
    moved = [*leaves[:place], leaves[place + 1], leaves[place], *leaves[place + 2 :]]
    assert top not in (root(changed), root(moved), root(leaves[:-1]), root([*leaves, leaves[-1]]))


def test_a_node_does_not_pass_for_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert root([leaf_hash(left + right)]) != root([left, right])


def test_there_is_no_proof_of_a_leaf_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        proof([leaf_hash(b"a")], 1)
    assert not holds(leaf_hash(b"a"), 0, 0, [], EMPTY)


def test_the_same_facts_give_the_same_bytes() -> None:
    noon = datetime(2024, 2, 29, 12, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=8)))
    one, key = {"b": [1, None], "甲": noon}, UUID(int=1)
    assert canonical(one) == canonical({"甲": there, "b": [1, None]})
    assert canonical(one).decode() == '{"b":[1,null],"甲":"2024-02-29T12:00:00.000000+00:00"}'
    assert canonical([key]) == f'["{key}"]'.encode()


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"set": {1}})
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_a_signature_is_of_these_bytes_and_of_this_key() -> None:
    # RFC 8032 §7.1, test 1: the empty message.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = public_key(seed)
    signature = sign(b"", seed)
    assert signature.startswith("5VZDAMNgrHKQhuLMgG6CioSHfx64")
    assert is_signed(b"", signature, public)
    assert not is_signed(b"x", signature, public)
    assert not is_signed(b"", sign(b"", bytes(32)), public)
    assert not is_signed(b"", "no signature", public)
    assert not is_signed(b"", signature, "no key")
