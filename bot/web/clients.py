"""Where a request comes from, so that nobody begins chats without end."""

from ipaddress import ip_address, ip_network

from aiohttp import web


def client_of(request: web.Request, proxies: int) -> str:
    """The client's address, an IPv6 one by its network: whoever has one has the whole of it.

    Of X-Forwarded-For only what our own `proxies` have added is believed.
    """
    forwarded = [part.strip() for part in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
    address = request.remote or ""
    if 0 < proxies <= len(forwarded):
        address = forwarded[-proxies]
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))
