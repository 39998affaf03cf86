#!/bin/bash
# One leg of the recipe on one large GPU; call it again with the same arguments until it says "done".
#
#   models/training/gpu.sh DATA WORK OUT [LEG_MINUTES [WHOLE_MINUTES [further options of models.training.run]]]
#
# DATA has to travel with the repository: train.tsv.xz, lexicon.tsv.xz, dev.ru, dev.en and e5-ruen.bin, about 45 MB,
# plus any bt*.tsv.xz of back-translated pairs. WORK stays on the machine between legs. OUT gets the newest model after every leg:
# packed.tar.00, .01 … (under 16 MiB each), log.jsonl and dev.hyp. Join and unpack them with
#   cat packed.tar.* | tar x && python -c 'from models.store.packing import unpack; ...'   (docs/training.md has the line)
# Should WORK be lost, put the unpacked model into DATA/start: the next leg starts from it, with the encoder free.
set -euo pipefail
data=$(realpath "${1:?DATA}") work=$(realpath -m "${2:?WORK}") out=$(realpath -m "${3:?OUT}")
leg=${4:-8.5} whole=${5:-23}
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
mkdir -p "$work" "$out"
options=()
if [ -d "$data/start" ] && [ ! -d "$work/start" ]; then
  cp -r "$data/start" "$work/start"
fi
if [ -d "$data/start" ]; then
  options+=(--frozen-tokens 0)
fi
shopt -s nullglob
more=("$data"/bt*.tsv.xz)
if [ ${#more[@]} -gt 0 ]; then
  options+=(--more "${more[@]}")
fi
status=0
PYTHONUNBUFFERED=1 "$python" -m models.training.run "$work" --data "$data" --e5 "$data/e5-ruen.bin" --gpu \
  --minutes "$whole" --session-minutes "$leg" --mixes 3 --encoder-layers 8 --decoder-layers 3 \
  "${options[@]}" "${@:6}" || status=$?
newest=$(ls -td "$work"/release-*/model "$work"/run/model 2>/dev/null | head -1)
if [ -n "$newest" ]; then
  rm -rf "$work/packed"
  "$python" -m models.store.packing "$newest" "$work/packed"
  tar -C "$work" -c packed | split -b 15M -d - "$out/packed.tar."
  cat "$work"/run/log.jsonl "$work"/release-*/log.jsonl > "$out/log.jsonl"
  cp "$(dirname "$newest")/dev.hyp" "$out/" || true
fi
[ "$status" = 3 ] && echo "not done: call again with the same arguments"
exit "$status"
