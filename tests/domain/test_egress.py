"""Which addresses are public: a table of disguises, and of good addresses beside them."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.egress import is_public, may_connect

CLOSED = [
    # This machine, this network, private networks, carriers, this link.
    "0.0.0.0",  # noqa: S104 - an address of the table, nothing is bound to it.
    "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200",
    "100.127.255.255", "127.0.0.1", "127.0.0.53", "127.255.255.255", "169.254.0.1",
    "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "192.168.255.255", "127.1.2.3", "172.20.10.2", "192.168.1.254", "169.254.0.23",
    # Assignments, documentation, benchmarks, multicast, reserved, broadcast, hosts of clouds.
    "168.63.129.16", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1",
    "192.88.99.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "233.252.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "192.0.0.8", "192.0.0.170", "198.18.255.255", "224.0.0.251", "239.255.255.250",
    # IPv6: this machine, link, site, unique local, multicast, discard, documentation.
    "::", "::1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "fc00::1", "fd00::1",
    "fd00:ec2::254", "fd20:ce::254", "ff02::1", "ff0e::1", "100::1", "100:0:0:1::1",
    "2001:db8::1", "3fff::1", "3fff:fff::1",
    # IPv6 with an IPv4 address inside: mapped, compatible, NAT64, 6to4, Teredo, ISATAP.
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::",
    "2002:a00:1::1", "2001::7f00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1",
    # Protocol assignments, ORCHID, benchmarks, segment routing, 6bone, AS112.
    "2001:1::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:30::1", "5f00::1", "3ffe::1",
    "2620:4f:8000::1", "4000::1", "::ffff:ffff:ffff:ffff",
]  # fmt: skip

OPEN = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255",
    "100.128.0.0", "126.255.255.255", "128.0.0.1", "168.63.129.15", "172.15.255.255", "172.32.0.0",
    "192.0.1.1", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "::ffff:8.8.8.8", "2001:200::1", "2001:4860:4860::8888", "2606:4700:4700::1111",
    "2a00:1450:4001:812::200e", "2003::1",
]  # fmt: skip


def test_the_table_is_as_long_as_we_promise() -> None:
    assert len(set(CLOSED)) >= 81


@pytest.mark.parametrize("text", CLOSED)
def test_an_address_that_is_not_public_is_refused(text: str) -> None:
    assert not is_public(ip_address(text))
    assert not may_connect(ip_address(text))


@pytest.mark.parametrize("text", OPEN)
def test_a_public_address_is_permitted(text: str) -> None:
    assert may_connect(ip_address(text))


def test_the_operator_opens_networks_also_in_their_mapped_form() -> None:
    opened = [ip_network("127.0.0.0/8"), ip_network("fd00::/8")]
    for text in ("127.0.0.1", "::ffff:127.0.0.1", "fd00::1"):
        assert may_connect(ip_address(text), opened)
    for text in ("10.0.0.1", "::1", "fc00::1", "2002:7f00:1::"):
        assert not may_connect(ip_address(text), opened)


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_is_never_public(address: IPv4Address) -> None:
    # Python's list is shorter than ours; ours must contain it.
    if address.is_private or address.is_multicast or address in IPv4Network("240.0.0.0/4"):
        assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_as_public_as_the_one_inside(address: IPv4Address) -> None:
    mapped = IPv6Address(int(IPv6Address("::ffff:0:0")) + int(address))
    assert is_public(mapped) is is_public(address)


@given(st.ip_addresses(v=6))
def test_nothing_outside_global_unicast_is_public(address: IPv6Address) -> None:
    if address.ipv4_mapped is None and int(address) >> 125 != 1:
        assert not is_public(address)
