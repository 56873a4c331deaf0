"""Makes a virtual environment with pip, also where the system's Python was packaged without `ensurepip` (Debian).

Runs before anything is installed: standard library only.
"""

import hashlib
import importlib.util
import os
import re
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import venv
from pathlib import Path
from urllib.parse import urljoin, urlsplit

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main(folder: str) -> None:
    """Make the environment; the folder appears complete or is made anew by the next run."""
    if importlib.util.find_spec("ensurepip"):
        venv.create(folder, with_pip=True, clear=True)
        return
    venv.create(folder, with_pip=False, clear=True)
    python = Path(folder) / "bin" / "python"
    try:
        _install_pip(python)
    except BaseException:
        # The Makefile takes the interpreter for the sign that the environment is complete.
        python.unlink()
        raise


def _install_pip(python: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        wheel = Path(scratch) / WHEEL
        wheel.write_bytes(_fetch_wheel())
        subprocess.run([python, wheel / "pip", "install", "--quiet", "--no-index", wheel], check=True)


def _fetch_wheel() -> bytes:
    """Fetch the wheel of pip from the package index in use; its digest is known, so any way there will do."""
    index = os.environ.get("PIP_INDEX_URL")
    if not index:
        sys.exit("This Python has no ensurepip; install python3-venv, or set PIP_INDEX_URL, and try again.")
    page = index.rstrip("/") + "/pip/"
    links = re.findall(r'href="([^"]+)"', _fetch(page).decode())
    found = [urljoin(page, link) for link in links if urlsplit(link).path.endswith(WHEEL)]
    if not found:
        sys.exit(f"{WHEEL} was not found at {page}; install python3-venv and try again.")
    content = _fetch(found[0])
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{WHEEL} from {page} is not the file that it should be.")
    return content


def _fetch(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return bytes(answer.read())
    except urllib.error.URLError as error:
        if not isinstance(error.reason, ssl.SSLCertVerificationError):
            sys.exit(f"{url} cannot be read ({error.reason}); install python3-venv and try again.")
    # A bare system has no certificates to check against. The digest checks what matters.
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    with urllib.request.urlopen(url, timeout=60, context=unchecked) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    main(sys.argv[1])
