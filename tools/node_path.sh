#!/bin/sh
# Prints the PATH on which `node` and `npm` are new enough for Vite; fails where there is none.
# Usage: node_path.sh FOLDER, the folder where a Node of our own may be.
fits() {
    command -v npm >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)' 2>/dev/null
}
if fits; then
    echo "$PATH"
    exit 0
fi
PATH="$(cd "$1" && pwd):$PATH"
export PATH
if fits; then
    echo "$PATH"
    exit 0
fi
echo "No Node 20.19, 22.12 or newer was found." >&2
exit 1
