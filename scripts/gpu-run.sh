#!/usr/bin/env bash
# On a GPU machine, in the folder that bundle.sh's archives were unpacked into: puts libraries in place, tries ONNX Runtime's CUDA provider by
# itself, and only if it does what the processor does runs a plan.
#   ./gpu-run.sh [OUT] [PLAN]     OUT: folder for results (default: results); PLAN: a plan file (default: plans/gpu-baseline.json)
# CUDA 13's libraries are looked for among Python's packages, too: nvidia-cuda-runtime, nvidia-cublas, nvidia-curand, nvidia-cudnn-cu13.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath -m "${1:-results}")
plan=$(realpath -m "${2:-$here/plans/gpu-baseline.json}")
cd "$here"
mkdir -p "$out"

[ ! -d natives ] || ./unpack-natives.sh
# The loader reads it before a process starts, and never again.
for packages in "${VIRTUAL_ENV:-/nowhere}"/lib/python3*/site-packages "${CONDA_PREFIX:-/nowhere}"/lib/python3*/site-packages \
    /usr/local/lib/python3*/{site,dist}-packages /usr/lib/python3*/{site,dist}-packages "$HOME"/.local/lib/python3*/site-packages; do
    for folder in "$packages"/nvidia/cu13/lib "$packages"/nvidia/cudnn/lib; do
        [ ! -d "$folder" ] || LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$folder
    done
done
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}

# A session is created, nodes are counted, a prompt and 16 tokens run; the same on the processor, and the tokens compared.
check=$out/provider-check.jsonl
rm -f "$check"
./inferbench run --model synth:llama-15m:int4-f16 --device cpu,cuda:0 --prompt 16 --gen 16 --trials 5 --warmup 1 \
    --no-ceilings --no-quality --no-anchor --out "$check" \
    || { echo "gpu-run.sh: the CUDA provider's own check failed: see above and $check; the plan was not run" >&2; exit 1; }
tokens=$(grep -o '"token_hash":"[0-9a-f]*"' "$check" || true)
if [ "$(grep -c . <<< "$tokens")" -ne 2 ]; then
    echo "gpu-run.sh: one of the two did not run: see $check; the plan was not run" >&2
    exit 1
fi
if [ "$(sort -u <<< "$tokens" | wc -l)" -ne 1 ]; then
    echo "gpu-run.sh: the CUDA provider generated other tokens than the processor: see $check; the plan was not run" >&2
    exit 1
fi

echo "gpu-run.sh: the CUDA provider generates the processor's tokens; running $plan"
./inferbench run --plan "$plan" --out "$out/plan.jsonl"
