"""A supervisor over two children that write down when they begin; for the tests to kill."""

import os
import sys
import time
from functools import partial
from pathlib import Path

from webui.commands.supervisor import Supervisor


def work(folder: Path, name: str) -> None:
    (folder / f"{name}.{os.getpid()}").touch()
    while True:
        time.sleep(0.1)


def fail() -> None:
    raise SystemExit(3)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    supervisor = Supervisor()
    supervisor.add("one", partial(work, folder, "one"))
    supervisor.add("two", fail if "failing" in sys.argv else partial(work, folder, "two"))
    supervisor.run()
