#!/bin/bash
# The invented sample and real submissions are never counted together.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
fail() {
    echo "$*"
    failures=$((failures + 1))
}
night() { # expected exit code: 1 stands for 0, too
    (cd "$folder" && "$ROLLBOOK" run --quiet --as-of 2026-11-21) >"$folder/out" 2>&1
    local code=$?
    [ $code -eq "$1" ] || { [ "$1" -eq 1 ] && [ $code -eq 0 ]; } || fail "expected exit $1, got $code: $(cat "$folder/out")"
}

# shipped files are known even without their list, and every page says so without the key in rollbook.yaml
mkdir -p "$folder/inputs/registry"
cp inputs/registry/centers.tsv "$folder/inputs/registry/"
cp -r inputs/NWO-004 "$folder/inputs/"
night 1
for report in "$folder"/outputs/officer/*/batch-*-en.md "$folder"/outputs/donor/*/quarterly-*-en.md; do
    grep -qi 'invented sample data' "$report" || fail "does not say that it is invented: $report"
done
"$ROLLBOOK" cat "$folder"/outputs/centers/NWO-004/*/*.xlsx --sheet 1 | grep -q 'ข้อมูลตัวอย่าง' || fail "feedback does not say that it is invented"
# a single report written later says so, too
(cd "$folder" && rm outputs/officer/*/batch-*-en.md && "$ROLLBOOK" report batch --format md --language en) >"$folder/out" 2>&1 || fail "$(cat "$folder/out")"
grep -qi 'invented sample data' "$folder"/outputs/officer/*/batch-*-en.md || fail "a report written again does not say that it is invented"

# a real submission beside them stops the run before anything is stored
before=$(sqlite3 "$folder/outputs/warehouse.db" 'SELECT count(*) FROM source_file')
printf 'Name,Sex,Grade,Date of birth\nSaw Real One,M,G2,2016-03-04\nNaw Real Two,F,G3,2015-01-09\n' >"$folder/inputs/NWO-004/2026-10/real.csv"
night 3
grep -q 'NWO-004/2026-10/real.csv.*rollbook init' "$folder/out" || fail "does not say which file, or what to do: $(cat "$folder/out")"
grep -q 'real.csv: is no part of the invented sample, but NWO-004/2025-06/.* is:' "$folder/out" || fail "does not name the invented file: $(cat "$folder/out")"
[ "$before" = "$(sqlite3 "$folder/outputs/warehouse.db" 'SELECT count(*) FROM source_file')" ] || fail "a refused run stored files"

# ... unless its inventor says that it is invented
printf 'sha256\tpath\n%s\treal.csv\n' "$(sha256sum "$folder/inputs/NWO-004/2026-10/real.csv" | cut -c1-64)" >"$folder/inputs/registry/sample.tsv"
night 1

# a sample of one's own brings its list
rm -rf "$folder/inputs" "$folder/outputs"
"$ROLLBOOK" sample "$folder/inputs" --centers 3 --children 60 --seed 7 --truth "$folder/truth" >"$folder/out" || fail "no sample"
[ "$(tail -n +2 "$folder/inputs/registry/sample.tsv" | wc -l)" -gt 10 ] || fail "the sample has no list"
night 1
grep -qi 'invented sample data' "$folder"/outputs/officer/*/batch-*-en.md || fail "one's own sample does not say that it is invented"
printf 'Name,Sex,Grade\nSaw Real One,M,G2\n' >"$folder/inputs/real.csv"
night 3
exit $((failures > 0))
