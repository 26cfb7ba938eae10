#!/bin/bash
# A night on invented submissions, held against their truth: no row is lost, the children are found, and with
# the true identities imposed every figure is the one of the invented lives.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$ROLLBOOK" sample "$work/inputs" --centers 12 --children 300 --seed 5 > /dev/null
night() { # outputs
    "$ROLLBOOK" run --inputs "$work/inputs" --outputs "$1" --as-of 2026-11-21 --quiet > "$work/log" 2>&1 ||
        [ $? = 1 ] || { cat "$work/log"; exit 1; }
}
score() { # outputs, name
    awk -F'\t' -v name="$2" '$1 == name { print $2; exit }' "$1.scores"
}
check() { # condition of awk on three values, message
    awk "BEGIN { exit !($1) }" || { echo "$2: $1"; cat "$work"/*.scores; exit 1; }
}

night "$work/first"
"$ROLLBOOK" evaluate --truth "$work/truth/truth.tsv" --outputs "$work/first" --baselines > "$work/first.scores" || [ $? = 1 ]
check "$(score "$work/first" rows_lost) == 0" "rows were lost without a reason"
check "$(score "$work/first" files_right) == $(score "$work/first" files)" "a file was not taken as it should be"
check "$(score "$work/first" pair_f1) >= 0.90" "children were not found"
check "$(score "$work/first" baseline_exact_cluster_f1) < 0.50" "the sample is too easy"
check "$(score "$work/first" birth_right) >= 0.99" "births were misread"

mkdir "$work/inputs/review"
"$ROLLBOOK" evaluate --truth "$work/truth/truth.tsv" --outputs "$work/first" --impose "$work/inputs/review/decisions.tsv"
night "$work/second"
"$ROLLBOOK" evaluate --truth "$work/truth/truth.tsv" --outputs "$work/second" > "$work/second.scores" || [ $? = 1 ]
check "$(score "$work/second" cluster_f1) == 1" "decisions were not followed"
check "$(score "$work/second" figures) > 1000" "the truth has few figures"
check "$(score "$work/second" figures_right) == $(score "$work/second" figures)" "figures differ"

# one object, the same keys
"$ROLLBOOK" evaluate --truth "$work/truth/truth.tsv" --outputs "$work/second" --json > "$work/json" || [ $? = 1 ]
grep -q '"pair_f1":1.0' "$work/json"
set +e
"$ROLLBOOK" evaluate --outputs "$work/second" > /dev/null 2>&1
[ $? = 2 ] || { echo "a missing --truth was not refused"; exit 1; }
exit 0
