#!/usr/bin/env bash
# Unpacks Debian's prometheus and promtool into a folder of its own:
#   tests/install-prometheus.sh [DEST]     DEST: the user's cache unless named
# and prints the folder to set INFERBENCH_PROMETHEUS to. Nothing is installed; a folder that is complete is left as it is.
set -euo pipefail

dest=$(realpath -m "${1:-${XDG_CACHE_HOME:-$HOME/.cache}/inferbench/prometheus}")
if [ ! -e "$dest/complete" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/root"
    apt-cache show prometheus >/dev/null 2>&1 || apt-get -qq update >&2
    (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download prometheus >&2) \
        || { echo "apt: found no package prometheus among its sources; add a Debian archive, or set INFERBENCH_PROMETHEUS to a folder with prometheus and promtool" >&2; exit 2; }
    dpkg -x "$work"/prometheus_*.deb "$work/root"
    touch "$work/root/complete"
    mkdir -p "$(dirname "$dest")"
    rm -rf "$dest"
    mv "$work/root" "$dest"
fi
echo "$dest/usr/bin"
