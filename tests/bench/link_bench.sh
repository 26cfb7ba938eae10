#!/bin/bash
# link_bench.sh OUT: linkage of invented persons (link_bench.c), and Splink beside it.
#
#   LINK_ROWS      sizes to run (default "100000 1000000"; 10000000 needs 4 GB and a minute, and takes
#                  link_model_large.json; its quality is not measured)
#   SPLINK_ROWS    sizes at which Splink runs on the same file by the same model (default 100000)
#   BENCH_PYTHON   a Python that has splink; without it one is tried in a virtual environment below OUT
set -u
out=$1
here=$(cd "$(dirname "$0")" && pwd)
rollbook=$out/rollbook
folder=$out/bench-link
mkdir -p "$folder"

persons() { # rows: the file, made where it is missing
    [ -s "$folder/persons-$1.csv" ] || "$out/tests/bench/link_bench" "$1" >"$folder/persons-$1.csv"
    echo "$folder/persons-$1.csv"
}

for rows in ${LINK_ROWS:-100000 1000000}; do
    file=$(persons "$rows")
    model=link_model.json
    [ "$rows" -lt 5000000 ] || model=link_model_large.json
    /usr/bin/time -f 'total\t%e\t%U\t%S\t%M' "$rollbook" dedupe --model "$here/$model" --verbose "$file" \
        2>"$folder/log" >"$folder/groups.csv" || { cat "$folder/log"; exit 1; }
    echo "$rows records, three classes ($model)"
    awk -F'\t' '
        $1 == "pairs" { split($2, pairs, " ") }
        $1 == "step" { printf "  %-8s %8s %12s %10s\n", $2, $3, $4, $5; if ($2 == "compare") seconds = $3 + 0 }
        $1 == "total" { printf "  %-8s %6.2f s %8.2f cpu s %6d MiB\n", "all", $2, $3 + $4, $5 / 1024 }
        END { printf "  %d pairs compared, %.1f million a second\n", pairs[1], pairs[1] / (seconds > 0 ? seconds : 1) / 1e6 }
    ' "$folder/log"
    [ "$model" = link_model.json ] || continue
    "$rollbook" dedupe --model "$here/$model" --truth truth "$file" 2>&1 >/dev/null |
        awk -F'\t' '$1 ~ /_f1$|_recall$|_precision$/ { printf "  %s %.4f", $1, $2 } END { print "" }'
done

# --- Splink --------------------------------------------------------------------------------------

python=${BENCH_PYTHON:-}
if [ -z "$python" ]; then
    python=$folder/venv/bin/python
    if ! "$python" -c 'import splink' 2>/dev/null; then
        { timeout 60 python3 -m venv "$folder/venv" && timeout 300 "$folder/venv/bin/pip" install -q splink; } >/dev/null 2>&1
    fi
fi
"$python" -c 'import splink' 2>/dev/null || { echo "Splink: skipped"; exit 0; }
version=$("$python" -c 'import splink; print(splink.__version__)')

# Exactness: a trained model goes over, every pair of both comes back.
file=$(persons 20000)
"$rollbook" dedupe --model "$here/link_splink_model.json" --save "$folder/trained.json" "$file" >/dev/null || exit 1
rm -rf "$folder/splink"
"$rollbook" model splink --out "$folder/splink" "$folder/trained.json" "$file" || exit 1
"$rollbook" dedupe --model "$folder/splink/model.json" --threshold 0 --pairs "$folder/ours.csv" "$folder/splink/records.csv" >/dev/null
"$python" "$here/link_splink.py" predict "$folder/splink" "$folder/theirs.csv" >/dev/null 2>&1 || { echo "Splink $version: failed"; exit 1; }
awk -F, 'FNR == 1 { next } { key = $1 < $2 ? $1 FS $2 : $2 FS $1 } NR == FNR { theirs[key] = $3; next }
    key in theirs { gap = $3 - theirs[key]; if (gap < 0) gap = -gap; if (gap > most) most = gap; both++; next }
    $3 > -9.9 { alone++ }
    END { printf "Splink '"$version"': %d pairs, largest difference of weights %.1e bits, %d not found there\n", both, most, alone
          exit most > 1e-9 || alone > 0 }' "$folder/theirs.csv" "$folder/ours.csv" || exit 1

# Speed: the same file and the same levels and rules, everything trained anew by both.
for rows in ${SPLINK_ROWS:-100000}; do
    file=$(persons "$rows")
    /usr/bin/time -f '%U %S %e %M' "$rollbook" dedupe --train --model "$here/link_splink_model.json" "$file" 2>"$folder/log" >/dev/null
    read -r user system wall kib < <(tail -1 "$folder/log")
    cut -d, -f1-9 "$file" >"$folder/plain.csv"
    read -r cpu seconds mib < <(timeout 1800 "$python" "$here/link_splink.py" dedupe "$folder/splink" "$folder/plain.csv" 2>/dev/null | tail -1)
    awk -v r="$rows" -v u="$user" -v s="$system" -v w="$wall" -v k="$kib" -v c="$cpu" -v t="$seconds" -v m="$mib" -v v="$version" 'BEGIN {
        printf "%d records, two classes: rollbook %.2f cpu s, %.2f s, %d MiB; Splink %s %.2f cpu s, %.2f s, %d MiB: %.1f times the CPU time\n",
            r, u + s, w, k / 1024, v, c, t, m, c / (u + s) }'
done
