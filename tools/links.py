"""Checks that every relative link in the Markdown files, and every heading it names, exists."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Print each link that leads nowhere; the exit code says whether there was one."""
    listed = subprocess.run(["git", "ls-files", "*.md"], capture_output=True, text=True, check=True).stdout.split()
    broken = [problem for name in listed for problem in _broken(Path(name))]
    print("\n".join(broken) or f"Links of {len(listed)} documents are in order.")
    return 1 if broken else 0


def _broken(document: Path) -> Iterator[str]:
    for link in LINK.findall(CODE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path) if path else document
        if not target.exists():
            yield f"{document}: {link} does not exist"
        elif anchor and target.suffix == ".md" and anchor not in _anchors(target):
            yield f"{document}: {link} names a heading that does not exist"


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+\s+(.+)$", CODE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


if __name__ == "__main__":
    sys.exit(main())
