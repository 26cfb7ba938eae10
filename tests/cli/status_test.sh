#!/bin/bash
# status begins with what waits for the officer, and what it says cures it.
. tests/night/lib.sh
fail() {
    echo "$*"
    failures=$((failures + 1))
}
make_small_inputs
cp -r inputs/TSA-005 "$office/inputs/"
night "$office/out"
look() { "$ROLLBOOK" status --outputs "$office/out" "$@" >"$office/look" 2>&1; }
look
[ $? -eq 1 ] || fail "something waits, but the exit code is not 1"
head -1 "$office/look" | grep -q '^To do$' || fail "does not begin with the to-do list"
grep -qE '^  - HMK-007 .*days late.*Contact: head of HMK-007' "$office/look" || fail "the silent center is not told"
grep -qE '^  - HMK-007 .*\(the first: [A-Z][a-z]+ 20[0-9]{2}\)' "$office/look" || fail "does not say since when"
grep -q 'photo of register.png' "$office/look" || fail "an unreadable file is not told"
grep -q 'PTS-003/2026-10/note.txt: no list was found in it' "$office/look" || fail "a file without a list is not told"
grep -q '^  - Files held until you decide: 1\. TSA-005/' "$office/look" || fail "held files are not in the summary"
grep -q '^  - TSA-005/.*: many children of the center.s earlier list are missing' "$office/look" || fail "does not say why a file is held"
line=$(grep -P '^[0-9a-f]{12,64}\tTSA-005\t2026-10\taccept\tWHY$' "$office/look") || fail "no line for the held file"
awk '/^Faults by center/ { on = 1; next } on && /^  - / { print $4 + 0 }' "$office/look" | sort -c -n -r || fail "not the worst first"

# the page that may lie on a desk names nobody: of what was found in cells with names and numbers it tells only where
sqlite3 "$office/out/warehouse.db" "SELECT value FROM finding WHERE severity <> 'info' AND value NOT LIKE 'MEC-%'
    AND (field GLOB '*name*' OR field IN ('thai_id13', 'g_code') OR field GLOB '*phone')" >"$office/names"
[ -s "$office/names" ] || fail "nothing to look for"
for page in "$office"/out/officer/*/batch-*.md; do
    grep -qFf "$office/names" "$page" && fail "names or numbers of people: $page: $(grep -Ff "$office/names" "$page" | head -1)"
    grep -q '…' "$page" || fail "no gap where a name stood: $page"
done
look --language th
grep -q 'สิ่งที่ต้องทำ' "$office/look" || fail "no Thai"
look --language xx
[ $? -eq 2 ] || fail "a language that there is not"
look --json
grep -q '^{.*}$' "$office/look" && [ "$(wc -l <"$office/look")" -eq 1 ] || fail "--json prints more than its line"

# the line, added as it stands, cures it; a file that vanishes is told
printf 'sha256\tcenter\tperiod\taction\twhy\n%s\n' "$line" >"$office/inputs/registry/files.tsv"
rm "$office/inputs/AYO-002/2026-09/photo of register.png" "$office/inputs/PTS-003/2026-07/attendance-2026-07.csv"
night "$office/out"
look
[ "$(sqlite3 "$office/out/warehouse.db" "SELECT count(*) FROM finding WHERE path LIKE '%photo of register.png'")" = 0 ] ||
    fail "an unreadable file that was taken away still counts as a fault"
grep -q 'held until' "$office/look" && fail "the accepted file is still held"
grep -q 'Files gone from the folder, still counted: 1\. PTS-003/2026-07/attendance-2026-07.csv' "$office/look" || fail "a vanished file is not told"
gone=$(grep -P '^[0-9a-f]{12,64}\t\t\twithdraw\tWHY$' "$office/look" | tail -1)
[ -n "$gone" ] || fail "no line to withdraw it"

# what the officer takes out of use has no faults to correct any more
before=$(sqlite3 "$office/out/warehouse.db" "SELECT count(*) FROM finding WHERE path LIKE 'TSA-005/%'")
sqlite3 "$office/out/warehouse.db" "SELECT DISTINCT sha256 || char(9, 9, 9) || 'withdraw' || char(9) || 'test' FROM loaded_file
    WHERE path LIKE 'TSA-005/%'" >>"$office/inputs/registry/files.tsv"
night "$office/out"
after=$(sqlite3 "$office/out/warehouse.db" "SELECT count(*) FROM finding WHERE path LIKE 'TSA-005/%'")
[ "$before" -gt 0 ] && [ "$after" -eq 0 ] || fail "$before findings before the files were withdrawn, $after after"
exit $((failures > 0))
