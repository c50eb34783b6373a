"""Who asks, and by which scheme, where reverse proxies hand requests over.

What a request says about itself (`X-Forwarded-For`, `X-Forwarded-Proto`) counts only when it comes from
an address in `TRUSTED_PROXIES`; from everybody else it is a claim that helps nobody.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class TrustProxies:
    """Puts the visitor's address in the place of the proxy's, before anything counts by it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        proxies: Sequence[Network] = settings.TRUSTED_PROXIES
        peer = address_of(request.META.get("REMOTE_ADDR", ""))
        if peer is not None and is_one_of(proxies, peer):
            request.META["REMOTE_ADDR"] = str(visitor(peer, request.headers.get("X-Forwarded-For", ""), proxies))
            if request.headers.get("X-Forwarded-Proto") == "https":
                request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


def visitor(peer: Address, forwarded: str, proxies: Sequence[Network]) -> Address:
    """Return the first address that is no proxy of ours, from the nearest on.

    Each proxy writes from whom it has the request behind what stands there already. So what a visitor
    invents stands further away than her own address, and is never looked at.
    """
    address = peer
    for text in reversed(forwarded.split(",")):
        further = address_of(text.strip())
        if further is None or not is_one_of(proxies, address):
            break
        address = further
    return address


def is_one_of(proxies: Sequence[Network], address: Address) -> bool:
    return any(address in network for network in proxies)


def address_of(text: str) -> Address | None:
    """Read an address, also one with a port (`192.0.2.7:4711`, `[2001:db8::7]:4711`)."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # What a server that listens on IPv6 calls a visitor by IPv4.
    return getattr(address, "ipv4_mapped", None) or address
