#!/bin/sh
# Succeeds where a Chromium for the browser tests is installed; the names are those that tests/chromium.py looks for.
[ -n "$BATON_CHROMIUM" ] && exit 0
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && exit 0
done
exit 1
