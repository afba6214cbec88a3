#!/usr/bin/env bash
# Makes inferbench-linux-x64.tar.gz: InferBench for a bare x86-64 Linux machine, without .NET, a CUDA toolkit or a network.
#   scripts/bundle.sh [--out DIR] [--with-natives DIR [--trips]]
# --out           where archives go (default: bundle, which git ignores)
# --with-natives  a folder with SHA256SUMS and folders of xz-packed libraries, such as ONNX Runtime's CUDA provider: each folder becomes
#                 an archive of its own, to be unpacked beside the first; ./unpack-natives.sh then puts the libraries in place.
# --trips         two archives in place of these, for a GPU machine that takes no more at a time: inferbench-trip-1.tar, ONNX Runtime with
#                 its CUDA provider, and inferbench-trip-2.tar.xz, InferBench with the other folders. Unpack both in one folder, then run
#                 inferbench-linux-x64/gpu-run.sh there.
# Every archive is under 60 MB, or there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

name=inferbench-linux-x64
most=60000000
out=bundle
natives=
trips=
while [ $# -gt 0 ]; do
    case $1 in
    --out) out=${2:?--out: found nothing, allowed is the path of a folder}; shift 2 ;;
    --with-natives) natives=${2:?--with-natives: found nothing, allowed is the path of a folder}; shift 2 ;;
    --trips) trips=1; shift ;;
    *) echo "bundle.sh: found '$1', allowed are --out DIR, --with-natives DIR and --trips" >&2; exit 2 ;;
    esac
done
if [ -n "$natives" ] && [ ! -f "$natives/SHA256SUMS" ]; then
    echo "bundle.sh: --with-natives: found no SHA256SUMS in '$natives'" >&2
    exit 2
fi
if [ -n "$trips" ] && [ -z "$natives" ]; then
    echo "bundle.sh: --trips: found no --with-natives beside it, whose folder onnxruntime-gpu-* is the first trip" >&2
    exit 2
fi

mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# FILE.. of a folder into an archive that is the same whenever they are; under its name only when whole and small enough.
pack() { # ARCHIVE COMPRESSOR FOLDER
    tar -C "$3" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - . | $2 > "$work/packed"
    local bytes
    bytes=$(stat -c %s "$work/packed")
    if [ "$bytes" -ge "$most" ]; then
        echo "bundle.sh: $1 would have $bytes bytes, allowed are fewer than $most" >&2
        exit 1
    fi
    mv "$work/packed" "$out/$1"
    echo "$out/$1: $bytes bytes"
}

# Trimming takes machine code away with what it changes: what is left is compiled ahead again.
dotnet publish src/Runner -c Release -r linux-x64 --self-contained -m:1 -p:PublishTrimmed=true -p:PublishReadyToRun=true \
    -o "$work/published/$name" --nologo -v quiet
folder=$work/published/$name
# For debuggers only.
rm -f "$folder"/*.pdb "$folder"/*.xml "$folder"/createdump "$folder"/libmscordaccore.so "$folder"/libmscordbi.so "$folder"/libcoreclrtraceptprovider.so
for needed in inferbench libonnxruntime.so.1 plans/gpu-baseline.json; do
    [ -e "$folder/$needed" ] || { echo "bundle.sh: the build made no $needed: see its warnings" >&2; exit 1; }
done
cp LICENSE scripts/unpack-natives.sh scripts/gpu-run.sh "$folder/"
[ -n "$trips" ] || pack "$name.tar.gz" "gzip -9n" "$work/published"

[ -n "$natives" ] || exit 0
found= first=
for packed in "$natives"/*/; do
    compgen -G "$packed*.xz" > /dev/null || continue
    found=1
    part=$(basename "$packed")
    mkdir -p "$work/$part/$name/natives/$part"
    cp "$packed"* "$work/$part/$name/natives/$part/"
    cp "$natives/SHA256SUMS" "$work/$part/$name/natives/$part/"
    # xz has packed them.
    if [ -z "$trips" ]; then
        pack "inferbench-natives-$part.tar" cat "$work/$part"
    elif [[ $part == onnxruntime-gpu-* ]]; then
        first=1
        pack inferbench-trip-1.tar cat "$work/$part"
    else
        mkdir -p "$folder/natives"
        mv "$work/$part/$name/natives/$part" "$folder/natives/"
    fi
done
[ -n "$found" ] || { echo "bundle.sh: --with-natives: found no folder with .xz files in '$natives'" >&2; exit 2; }
[ -n "$trips" ] || exit 0
[ -n "$first" ] || { echo "bundle.sh: --trips: found no folder onnxruntime-gpu-* in '$natives'" >&2; exit 2; }
# The first trip has it.
rm -f "$folder"/libonnxruntime.so.1
pack inferbench-trip-2.tar.xz "xz -9" "$work/published"
