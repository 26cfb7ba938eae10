#!/bin/bash
# Fuzzes every target from its seeds for FUZZ_SECONDS (default 180) each, one after the other. With "replay",
# only runs the seeds once. Corpora grow below build/, so that a second call goes on where this one ended.
set -u
cd "$(git rev-parse --show-toplevel)" || exit 1
out=$1 mode=${2:-fuzz} status=0
for target in "$out"/tests/fuzz/*_fuzz; do
    name=$(basename "$target" _fuzz)
    seeds=tests/fuzz/seeds/$name
    corpus=$out/corpus/$name
    mkdir -p "$corpus" "$seeds"
    if [ "$mode" = replay ]; then
        "$target" "$seeds"/* >"$out/$name.log" 2>&1
    else
        "$target" -max_total_time="${FUZZ_SECONDS:-180}" -timeout=10 -rss_limit_mb=1024 -max_len=8192 \
            -artifact_prefix="$corpus/../$name-" "$corpus" "$seeds" >"$out/$name.log" 2>&1
    fi
    if [ $? -ne 0 ]; then
        echo "$name: a finding; see $out/$name.log"
        status=1
    else
        echo "$name: no finding$(grep -o 'Done [0-9]* runs in [0-9]* second' "$out/$name.log" | sed 's/^/, /')"
    fi
done
exit $status
