"""Where a webhook may go: out, and nowhere inside."""

import pytest

from app.webhooks.addresses import chosen, fault_of

INSIDE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1",  # noqa: S104
    "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "144.173.6.1", "2606:4700::1111", "2a00:1450:4009::200e"]


@pytest.mark.parametrize("address", INSIDE)
def test_no_connection_is_made_inside(address: str) -> None:
    assert chosen([address], loopback=False) is None
    assert chosen(["8.8.8.8", address], loopback=False) is None, "one that is inside is enough"
    host = f"[{address}]" if ":" in address else address
    assert fault_of(f"https://{host}/hook", loopback=False) is not None


@pytest.mark.parametrize("address", OUTSIDE)
def test_out_is_allowed(address: str) -> None:
    assert chosen([address], loopback=False) == address
    host = f"[{address}]" if ":" in address else address
    assert fault_of(f"https://{host}/hook", loopback=False) is None


def test_a_host_without_an_address_is_called_nowhere() -> None:
    assert chosen([], loopback=True) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_will_do_for_a_demonstration(address: str) -> None:
    assert chosen([address], loopback=True) == address


def test_nothing_else_will_do_for_a_demonstration() -> None:
    inside = [each for each in INSIDE if not each.startswith("127.") and each != "::1"]
    assert [each for each in inside if chosen([each], loopback=True) is not None] == []


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("http://hooks.example.ac.uk/", "must begin with https://"),
        ("ftp://hooks.example.ac.uk/", "must begin with https://"),
        ("HTTPS:///path", "must be a URL"),
        ("https://", "must be a URL"),
        ("hooks.example.ac.uk", "must be a URL"),
        ("https://[::1", "must be a URL"),
        ("https://h.example:0/", "must be a URL"),
        ("https://h.example:70000/", "must be a URL"),
        ("https://h.example:x/", "must be a URL"),
        ("https://hööks.example/", "must be a URL"),
        ("https://h.example/a b", "must be a URL"),
        ("https://h.example\\@127.0.0.1/", "must be a URL"),
        ("https://h.example/\r\nHost: x", "must be a URL"),
        ("https://user@h.example/", "must have no user"),
        ("https://:secret@h.example/", "must have no user"),
        ("https://h.example/#part", "must have no user"),
        ("http://localhost/", "must begin with https://"),
        ("http://127.0.0.1:8900/", "must begin with https://"),
    ],
)
def test_what_is_no_address_is_refused_with_the_rule(address: str, rule: str) -> None:
    assert (fault_of(address, loopback=False) or "").startswith(rule)


def test_plain_http_is_for_this_machine_and_for_demonstrations_alone() -> None:
    assert fault_of("http://127.0.0.1:8900/", loopback=True) is None
    assert fault_of("http://localhost:8900/", loopback=True) is None
    assert fault_of("http://hooks.example.ac.uk/", loopback=True) == "must begin with https://"
    assert fault_of("http://10.0.0.1/", loopback=True) == "must begin with https://"
