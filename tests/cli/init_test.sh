#!/bin/bash
# An office of one's own: init, a first empty run, and nothing written over.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
fail() {
    echo "$*"
    failures=$((failures + 1))
}

"$ROLLBOOK" init "$folder/office" >"$folder/out" || fail "init failed"
for file in rollbook.yaml inputs/README.md inputs/registry/{README.md,centers.xlsx,population.xlsx,targets.xlsx,files.tsv,headings.tsv} \
    inputs/review/README.md inputs/narrative/README.md outputs/README.md; do
    [ -s "$folder/office/$file" ] || fail "not made: $file"
done
grep -q '^  sample: false' "$folder/office/rollbook.yaml" || fail "a new office calls its data invented"
diff <(grep -v 'sample:' rollbook.yaml) <(grep -v 'sample:' "$folder/office/rollbook.yaml") || fail "settings differ from the shipped"

# the evening's units name this folder and this program
for unit in rollbook.service rollbook.timer; do
    [ -s "$folder/office/systemd/$unit" ] || fail "not made: systemd/$unit"
    grep -q '{' "$folder/office/systemd/$unit" && fail "$unit has a gap"
done
grep -q "^WorkingDirectory=$(realpath "$folder/office")\$" "$folder/office/systemd/rollbook.service" || fail "the service runs elsewhere"
grep -q "^ExecStart=\"$(realpath "$ROLLBOOK")\" run\$" "$folder/office/systemd/rollbook.service" || fail "the service runs something else"
grep -q '^SuccessExitStatus=1$' "$folder/office/systemd/rollbook.service" || fail "findings would count as a failure"

# every table has a heading and one example that fits it; the example is not read
for table in centers population targets; do
    "$ROLLBOOK" cat "$folder/office/inputs/registry/$table.xlsx" --sheet 1 >"$folder/$table.csv" || fail "$table.xlsx cannot be read"
    [ "$(grep -cE '^"?# ' "$folder/$table.csv")" -eq 4 ] || fail "$table.xlsx: expected four lines that are not read"
    unzip -p "$folder/office/inputs/registry/$table.xlsx" xl/worksheets/sheet1.xml | grep -q '<dataValidation ' ||
        fail "$table.xlsx has no drop-down"
done
for table in files headings; do
    awk -F'\t' 'NR == 1 { n = NF } /^# .*\t/ { examples++; if (NF != n) bad = 1 } END { exit !(examples == 1 && !bad) }' \
        "$folder/office/inputs/registry/$table.tsv" || fail "$table.tsv: the example does not fit"
done

(cd "$folder/office" && "$ROLLBOOK" run --quiet --as-of 2026-11-21) >"$folder/out" 2>&1
[ $? -eq 0 ] || fail "the first run of an empty office: $(cat "$folder/out")"
page=$(find "$folder/office/outputs/officer" -name 'batch*-en.md')
grep -q 'No center is listed yet' "$page" || fail "the report of an empty office does not say what comes first"
grep -qE 'One by one|Nothing waits for you' "$page" && fail "a heading without a list, or all done, in an empty office"
# a second evening on which nobody is known yet either
printf 'Name,Sex,Grade,Date of birth\nSaw Eh Doh,M,G2,2016-03-04\n' >"$folder/office/inputs/somebody.csv"
(cd "$folder/office" && "$ROLLBOOK" run --quiet --as-of 2026-11-21) >"$folder/out" 2>&1
[ $? -eq 1 ] || fail "a second run of an office without centers: $(cat "$folder/out")"
rm "$folder/office/inputs/somebody.csv"

# the example lines become centers once the # is gone, and a first file is read for its center
sed 's/^# HKW/HKW/' "$folder/centers.csv" >"$folder/office/inputs/registry/centers.csv"
mkdir -p "$folder/office/inputs/HKW-003/2026-06"
printf 'Name,Sex,Grade,Date of birth\nSaw Eh Doh,M,G2,2016-03-04\nNaw Paw Wah,F,G3,2015-01-09\n' \
    >"$folder/office/inputs/HKW-003/2026-06/register.csv"
(cd "$folder/office" && "$ROLLBOOK" run --quiet --as-of 2026-11-22) >"$folder/out" 2>&1
[ $? -le 1 ] || fail "the first run with a file: $(cat "$folder/out")"
grep -q '2 children' "$folder/out" || fail "two children expected: $(cat "$folder/out")"
grep -ri 'invented sample' "$folder/office/outputs/officer" >/dev/null && fail "a real office's report says invented"

"$ROLLBOOK" init "$folder/office" >"$folder/out" 2>&1
[ $? -eq 2 ] || fail "an office was written over"
grep -q 'is there already' "$folder/out" || fail "no reason: $(cat "$folder/out")"
exit $((failures > 0))
