"""A program that uses the embedded server in the folder it is told, until its standard input ends."""

import sys
from pathlib import Path

from db.embedded import EmbeddedServer

if __name__ == "__main__":
    with EmbeddedServer(Path(sys.argv[1]), {"fsync": "off"}) as server:
        print("ready" if server.answers() else "no answer", flush=True)
        sys.stdin.read()
