"""Which addresses are fetched from, whatever a name resolves to and however it is written."""

from __future__ import annotations

import ipaddress

import pytest

from assistant.errors import InputError
from assistant.ingestion.web.addresses import is_allowed, is_public, networks, target
from assistant.ingestion.web.connections import allowed_addresses
from assistant.ingestion.web.fetch_errors import FetchError, RefusedError

PRIVATE = (
    *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("100.100.100.200", "0.0.0.0", "192.0.0.192", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1"),
    *(
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:1::1",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
    ),
)
PUBLIC = ("8.8.8.8", "151.101.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "172.15.0.1", "172.32.0.1")


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_that_is_not_on_the_internet_is_refused(text):
    assert not is_public(ipaddress.ip_address(text))
    assert not is_allowed(ipaddress.ip_address(text), networks(["198.51.100.0/24"]))


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_allowed(text):
    assert is_public(ipaddress.ip_address(text))
    assert is_allowed(ipaddress.ip_address(text), ())


def test_a_setting_opens_a_network_and_no_more():
    opened = networks(["10.1.0.0/16", " 127.0.0.1", ""])
    shown = {
        text: is_allowed(ipaddress.ip_address(text), opened) for text in ("10.1.2.3", "::ffff:10.1.2.3", "10.2.0.1")
    }
    assert shown == {"10.1.2.3": True, "::ffff:10.1.2.3": True, "10.2.0.1": False}
    assert not is_allowed(ipaddress.ip_address("127.0.0.2"), opened)
    with pytest.raises(InputError, match="private_addresses"):
        networks(["10.1.0.0/99"])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://courier.example/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://ada:secret@courier.example/", "a name or a password"),
        ("http://@courier.example/", "a name or a password"),
        ("http://courier.example:99999/", "not an address"),
        ("http://[::1", "not an address"),
        ("http:///story", "not an address"),
        ("http://cou rier.example/", "not an address"),
        ("http://courier.example/" + "x" * 5000, "not an address"),
    ],
)
def test_an_address_that_is_no_page_is_refused_and_its_secrets_are_not_told(url, reason):
    with pytest.raises(RefusedError, match=reason) as told:
        target(url)
    assert "secret" not in str(told.value)


def test_the_parts_of_an_address():
    found = target("https://courier.example/a?b=1")
    assert (found.origin, found.path) == ("https://courier.example:443", "/a?b=1")
    assert target("http://[2606:4700::1111]").path == "/"


def test_only_the_allowed_of_several_addresses_are_used():
    assert allowed_addresses("x.example", 80, (), lambda *_: ["10.0.0.1", "8.8.8.8", "::1"]) == ["8.8.8.8"]
    with pytest.raises(RefusedError, match=r"x\.example is at 10\.0\.0\.1, which is not a public address"):
        allowed_addresses("x.example", 80, (), lambda *_: ["10.0.0.1", "fe80::1%eth0"])


def test_a_name_that_nobody_knows():
    def unknown(*_):
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match=r"there is no host x\.example"):
        allowed_addresses("x.example", 80, (), unknown)
