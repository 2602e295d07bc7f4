"""Ports for what the tests start."""

import secrets
import socket

# Below those that Linux gives to connections: whoever asks whether a service is up may be given its port.
FIRST, LAST = 10_000, 32_767


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST + 1)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
