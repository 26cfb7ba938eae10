#!/bin/bash
# rollbook sample: the same options give the same bytes; nothing lands where a run would read the truth.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$ROLLBOOK" sample "$work/a/inputs" --centers 12 --children 300 --seed 3 > "$work/said"
sleep 1.1 # a clock that got into a file would show
"$ROLLBOOK" sample "$work/b/inputs" --centers 12 --children 300 --seed 3 > /dev/null
diff -r "$work/a" "$work/b" || { echo "the same seed gave other bytes"; exit 1; }
"$ROLLBOOK" sample "$work/c/inputs" --centers 12 --children 300 --seed 4 > /dev/null
if diff -rq "$work/a" "$work/c" > /dev/null; then echo "another seed gave the same bytes"; exit 1; fi

grep -q '12 centers' "$work/said"
[ -f "$work/a/truth/truth.tsv" ]
[ -z "$(find "$work/a/inputs" -name 'truth*')" ]
for format in xlsx csv ods xls xml txt; do
    find "$work/a/inputs" -name "*.$format" | grep -q . || { echo "no $format file"; exit 1; }
done
# every file that the truth names is there, and every file there is named
cut -f1 "$work/a/truth/files.tsv" | tail -n +2 | sort > "$work/named"
(cd "$work/a/inputs" && find . -type f ! -path './registry/*' | sed 's|^\./||' | sort) > "$work/there"
diff "$work/named" "$work/there"

set +e
"$ROLLBOOK" sample "$work/a/inputs" > /dev/null 2> "$work/refused"
[ $? = 2 ] || { echo "a folder that is not empty was not refused"; exit 1; }
grep -q 'holds' "$work/refused"
"$ROLLBOOK" sample "$work/d" --centers 2 > /dev/null 2>&1
[ $? = 2 ] || { echo "two centers were not refused"; exit 1; }
"$ROLLBOOK" sample "$work/d" --missing-dob 1.5 > /dev/null 2>&1
[ $? = 2 ] || { echo "a share past 1 was not refused"; exit 1; }
set -e
births() { awk -F'\t' '$4 == "register" { n++; known += $7 != "" } END { printf "%d\n", 100 * known / n }' "$1"; }
"$ROLLBOOK" sample "$work/e/inputs" --centers 12 --children 300 --seed 3 --missing-dob 0.5 > /dev/null
[ "$(births "$work/e/truth/truth.tsv")" -lt "$(($(births "$work/a/truth/truth.tsv") - 30))" ] ||
    { echo "half of the births missing did not show"; exit 1; }
exit 0
