"""Finds a Chromium for the tests, or brings one: `python -m tests.web.browser`.

Looked for in this order: $CHROMIUM, the system's, Google Chrome, the one that Playwright downloaded.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REMEDY = "no Chromium found: run `python -m tests.web.browser`, or set CHROMIUM to the path of one"


def flags() -> list[str]:
    """Chromium's sandbox refuses to run as root."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find_chromium() -> str | None:
    """The path of an executable, or None."""
    if given := os.environ.get("CHROMIUM"):
        return given if Path(given).is_file() else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _downloaded()


def _downloaded() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def bring_chromium() -> str:
    """The path of a Chromium that is there when this returns. Raises SystemExit when none can be had."""
    if found := find_chromium():
        return found
    for command in _ways():
        sys.stderr.write(f"bringing Chromium: {' '.join(command)}\n")
        if subprocess.run(command, check=False, env={**os.environ, **QUIET}).returncode == 0 and (
            found := find_chromium()
        ):
            return found
    raise SystemExit("no Chromium could be installed, and the page cannot be tested without one")


QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def _ways() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        packages = ["chromium", "fonts-dejavu-core"]
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
        # The lists of a fresh machine may be old or missing.
        ways = [install, ["sh", "-c", f"apt-get update -q && {' '.join(install)}"], *ways]
    return ways


if __name__ == "__main__":
    sys.stdout.write(bring_chromium() + "\n")
