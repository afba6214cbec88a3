#!/usr/bin/env bash
# Unpacks a Vulkan driver that runs on the processor (SwiftShader, of Debian's chromium-common) and the Vulkan loader into a folder of its own:
#   tests/install-swiftshader.sh [DEST]     DEST: the user's cache unless named
# and prints the folder to set INFERBENCH_SWIFTSHADER to. Nothing is installed; a folder that is complete is left as it is.
# The files are under their projects' licences (usr/share/doc in DEST) and are not part of this repository.
set -euo pipefail

dest=$(realpath -m "${1:-${XDG_CACHE_HOME:-$HOME/.cache}/inferbench/swiftshader}")
if [ -e "$dest/complete" ]; then
    echo "$dest"
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
options=(-qq -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get "${options[@]}" update >&2
(cd "$work" && apt-get "${options[@]}" download chromium-common libvulkan1 >&2)
for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
icd=$work/root/usr/lib/chromium/vk_swiftshader_icd.json
[ -e "$icd" ] || { echo "install-swiftshader.sh: found no usr/lib/chromium/vk_swiftshader_icd.json in chromium-common of this distribution; take Debian's" >&2; exit 1; }
# The rest of the browser is 100 MB.
mkdir -p "$work/kept/usr/lib/chromium" "$work/kept/usr/share/doc"
mv "$icd" "$work/root/usr/lib/chromium/libvk_swiftshader.so" "$work/kept/usr/lib/chromium/"
mv "$work"/root/usr/lib/*-linux-*/libvulkan.so.1* "$work/kept/usr/lib/"
mv "$work"/root/usr/share/doc/{chromium-common,libvulkan1} "$work/kept/usr/share/doc/"
touch "$work/kept/complete"
mkdir -p "$(dirname "$dest")"
rm -rf "$dest"
mv "$work/kept" "$dest"
echo "$dest"
