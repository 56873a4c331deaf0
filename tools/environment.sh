#!/bin/sh
# Makes a virtual environment with pip from the newest Python >= 3.11 on this machine.
# Usage: environment.sh FOLDER
for name in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Making $1 with $("$name" --version) …"
        exec "$name" "$(dirname "$0")/environment.py" "$1"
    fi
done
echo "Baton needs Python 3.11 or newer; none was found." >&2
exit 1
