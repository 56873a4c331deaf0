"""Where the browser of the tests is: an installed Chromium, else the one that `make setup` unpacked."""

import os
import shutil
from pathlib import Path
from typing import Any

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNPACKED = Path(__file__).parent.parent / "node_modules" / ".chromium"


def launch_options() -> dict[str, Any]:
    """Return the options of Playwright's `chromium.launch`.

    Raises:
        FileNotFoundError: there is no browser; tests that need one fail, they are never skipped.
    """
    # Root has no sandbox, and containers often refuse one; the tests only visit our own pages.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    named = os.environ.get("BATON_CHROMIUM") or next(filter(None, map(shutil.which, INSTALLED)), None)
    if named:
        return {"executable_path": named, "args": arguments}
    program = UNPACKED / "chromium"
    if not program.exists():
        raise FileNotFoundError(f"{program} is missing: run make setup, or name a browser in BATON_CHROMIUM")
    # It brings the shared libraries and a font along that a server without a desktop lacks.
    environment = os.environ | {"LD_LIBRARY_PATH": str(UNPACKED / "lib"), "FONTCONFIG_PATH": str(UNPACKED)}
    arguments += ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    return {"executable_path": str(program), "args": arguments, "env": environment}
