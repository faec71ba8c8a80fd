"""Addresses: where a webhook may go. Only out into the public internet, whatever a name resolves to."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

LONGEST = 1_000
_IPV6_UNICAST = IPv6Network("2000::/3")
_EMBEDDING = tuple(map(IPv6Network, ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")))
"""Of those: for protocols, for documents, and such as stand for an IPv4 address."""
_NOT_UNICAST = tuple(map(IPv4Network, ("192.88.99.0/24", "224.0.0.0/3")))
"""Relays of 6to4, multicast, reserved."""


def fault_of(address: str, *, loopback: bool) -> str | None:
    """Which rule an address breaks that is given for a webhook; None: none that shows.

    `loopback`: whether this machine will do, over http too, as for a demonstration.
    """
    parts = _parts(address)
    host = None if parts is None else parts.hostname
    if parts is None or not host:
        return "must be a URL of ASCII letters with a host, and a port from 1 to 65535 if any"
    if parts.username is not None or parts.password is not None or "#" in address:
        return "must have no user, password or fragment"
    if parts.scheme != "https" and not (loopback and parts.scheme == "http" and _names_this_machine(host)):
        return "must begin with https://"
    numeric = _ip(host)
    if numeric is not None and not is_allowed(numeric, loopback=loopback):
        return "must not be an address of a private network, or of this machine"
    return None


def _parts(address: str) -> SplitResult | None:
    if not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _names_this_machine(host: str) -> bool:
    numeric = _ip(host)
    return host == "localhost" if numeric is None else numeric.is_loopback


def is_allowed(address: IPv4Address | IPv6Address, *, loopback: bool) -> bool:
    """Whether a connection may be made to it."""
    if address.is_loopback:
        return loopback
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in each for each in _NOT_UNICAST)
    return address in _IPV6_UNICAST and not any(address in each for each in _EMBEDDING)


def chosen(resolved: Collection[str], *, loopback: bool) -> str | None:
    """The one of a host's addresses to connect to; None where any of them is not allowed, or there is none.

    One that is not is enough: a name that leads inside and outside is made to deceive.
    """
    found = [ip_address(each.partition("%")[0]) for each in resolved]
    if not found or not all(is_allowed(each, loopback=loopback) for each in found):
        return None
    return str(found[0])
