"""Which addresses we connect to on a merchant's behalf: public ones, and those the operator opened.

The lists are explicit. Python's own `is_global` calls several of these global (the IPv6 forms of an
IPv4 loopback, the host of a cloud), and it changes between releases.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: IPv4 that is not public unicast, by the IANA special-purpose registry.
_CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a carrier
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # the host of an Azure machine
        "169.254.0.0/16",  # this link, and the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments, and the metadata of a cloud
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

#: Only this part of IPv6 is global unicast; everything else (loopback, unspecified, unique local,
#: link and site local, multicast, discard, NAT64, segment routing) is outside it.
_OPEN_V6 = IPv6Network("2000::/3")

#: Parts of it that lead elsewhere.
_CLOSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # 6bone, given back
        "3fff::/20",  # documentation
    )
)

#: The last 64 bits of an ISATAP address begin with this; the universal bit may be set.
_ISATAP, _UNIVERSAL_BIT = 0x00005EFE, 0x02000000


def may_connect(address: Address, opened: Iterable[Network] = ()) -> bool:
    """Tell whether we connect to `address`: it is public, or in a network the operator opened."""
    real = unwrapped(address)
    return any(real in network for network in opened) or is_public(real)


def is_public(address: Address) -> bool:
    """Tell whether `address` is a public unicast address, and not another one in disguise."""
    real = unwrapped(address)
    if isinstance(real, IPv4Address):
        return not any(real in network for network in _CLOSED_V4)
    if real not in _OPEN_V6 or any(real in network for network in _CLOSED_V6):
        return False
    return (int(real) >> 32) & 0xFFFFFFFF & ~_UNIVERSAL_BIT != _ISATAP


def unwrapped(address: Address) -> Address:
    """Return the IPv4 address inside a mapped one (`::ffff:…`), or the address itself.

    A zone (`%eth0`) is dropped: it changes the interface, not the address.
    """
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))
