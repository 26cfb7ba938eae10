#!/bin/bash
# night_bench.sh OUT: the nightly batch on invented submissions of BENCH_CHILDREN children (default 15000) at
# BENCH_CENTERS centers (default 70): a first night with everything, a night on which one center has sent one
# file, and a night with nothing new. CPU seconds, wall seconds and peak memory of each; then the wall time of
# each stage of the first night. Reports and backup included.
set -eu
rollbook=$PWD/$1/rollbook
children=${BENCH_CHILDREN:-15000}
centers=${BENCH_CENTERS:-70}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$rollbook" sample "$folder/inputs" --centers "$centers" --children "$children" --seed 7 >/dev/null

# One register is kept back for the second night.
late=$(cd "$folder/inputs" && find . -name '*egister*' -path '*2026-10*' | sort | head -n 1)
mv "$folder/inputs/$late" "$folder/late"

printf '%-12s %8s %8s %9s\n' night 'cpu s' 'wall s' 'peak MiB'
night() { # what it is called
    local code=0
    /usr/bin/time -f '%U %S %e %M' -o "$folder/time" \
        "$rollbook" run --quiet --inputs "$folder/inputs" --outputs "$folder/outputs" --as-of 2026-11-21 \
        >"$folder/log" 2>&1 || code=$?
    [ "$code" -le 1 ] || { cat "$folder/log"; exit "$code"; }
    awk -v name="$1" 'END { printf "%-12s %8.2f %8.2f %9.0f\n", name, $1 + $2, $3, $4 / 1024 }' "$folder/time"
}
night first
mv "$folder/late" "$folder/inputs/$late"
night 'one file'
night 'nothing new'
echo
sqlite3 -separator ' ' "$folder/outputs/warehouse.db" \
    "SELECT printf('%-12s', stage), printf('%8.2f s', (julianday(ended_at) - julianday(started_at)) * 86400)
     FROM run_stage WHERE run_id = 1 ORDER BY started_at, run_stage_id"
