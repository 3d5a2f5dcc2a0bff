"""A list says the community once, whether or not the address begins with it."""

import pytest

from linli.people.cards import told_once


@pytest.mark.parametrize(
    ("community", "address", "told"),
    [
        ("禾苗社区", "禾苗社区安康里2栋", "禾苗社区安康里2栋"),
        ("禾苗社区", "安康里2栋", "禾苗社区 安康里2栋"),
        ("禾苗社区", "", "禾苗社区"),
        ("", "安康里2栋", "安康里2栋"),
    ],
)
def test_a_community_is_said_once(community: str, address: str, told: str) -> None:
    assert told_once(community, address) == told
