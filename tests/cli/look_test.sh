#!/bin/bash
# find, child, lineage and diff: from a name to a child, from a child or a figure to its cells, from one run to the next.
. tests/night/lib.sh
fail() {
    echo "$*"
    failures=$((failures + 1))
}
ask() { # outputs SQL
    sqlite3 "$office/out/warehouse.db" "$1"
}
look() { "$ROLLBOOK" "$1" --outputs "$office/out" "${@:2}" >"$office/look" 2>"$office/look.err"; }

make_small_inputs
night "$office/out"

# every child is found first, or tied for it, by its own name; and by its other spellings
ask "SELECT public_id || '|' || display_name FROM child WHERE status = 'live' AND display_name LIKE '% % %' ORDER BY child_id LIMIT 5" >"$office/some"
[ -s "$office/some" ] || fail "no children with three words"
while IFS='|' read -r id name; do
    look find "$name" || fail "find \"$name\" failed"
    grep -qP "^1\.000\t$id\t" "$office/look" || fail "$id is not found by its own name \"$name\""
done <"$office/some"
look find --limit 3 --above 0.5 Aung
[ "$(wc -l <"$office/look")" -eq 4 ] || fail "--limit 3 printed $(wc -l <"$office/look") lines"
awk -F'\t' 'NR > 2 && $1 > last { bad = 1 } { last = $1 } END { exit bad }' "$office/look" || fail "not the most similar first"
look find zzzzqqqq && grep -q 'no child has a name' "$office/look.err" || fail "a name that nobody has"

# child: each record's place holds the child's own row
id=$(ask "SELECT c.public_id FROM child c JOIN child_record k USING (child_id) GROUP BY c.child_id HAVING count(*) > 2 ORDER BY c.child_id LIMIT 1")
look child "$id" || fail "child $id failed"
for part in child spelling center record event; do
    grep -q "^# $part" "$office/look" || fail "child tells no $part"
done
records=$(ask "SELECT count(*) FROM child_record k JOIN child c USING (child_id) WHERE public_id = '$id'")
[ "$(sed -n '/^# record/,/^$/p' "$office/look" | grep -c '^[0-9]')" -eq "$records" ] || fail "not all records of $id"
look child "$(echo "$id" | tr 'MEC' 'mec')" || fail "an id in small letters"
look child MEC-9999999-9
[ $? -eq 3 ] || fail "a child that there is not"

# lineage: a figure's numerator is what its lines add up to, and each line's cell is in its file
figure=$(ask "SELECT indicator || ':' || period_code || ':' || area_code FROM indicator_value
              WHERE indicator = 'reached' AND period_code = '2026-Q3' AND area_code = 'TH63' AND disaggregation = ''")
look lineage "$figure" || fail "lineage $figure: $(cat "$office/look.err")"
value=$(ask "SELECT CAST(numerator AS INTEGER) FROM indicator_value WHERE indicator = 'reached' AND period_code = '2026-Q3'
             AND area_code = 'TH63' AND disaggregation = ''")
[ "$(awk -F'\t' 'NR > 2 { sum += $5 } END { print sum }' "$office/look")" -eq "$value" ] || fail "the lines of $figure do not add up to $value"
IFS=$'\t' read -r file sheet cell content _ < <(sed -n 3p "$office/look")
[ -f "$office/inputs/$file" ] || fail "lineage names a file that is not there: $file"
"$ROLLBOOK" cat "$office/inputs/$file" --sheet "$sheet" 2>/dev/null | grep -qF "$content" || fail "$file, $sheet, $cell does not hold \"$content\""
look lineage nonsense
[ $? -eq 2 ] || fail "nonsense has a lineage"

# nothing is written over
look backup "$office/copy.db" || fail "backup failed: $(cat "$office/look.err")"
look backup "$office/copy.db"
[ $? -eq 2 ] || fail "a backup was written over"
look backup "$office/out/warehouse.db"
[ $? -eq 2 ] || fail "the warehouse was written over by its backup"
look report quarterly --language xx
[ $? -eq 2 ] || fail "a report in a language that it is not written in"

# diff: what came and what it did
mv "$office/inputs/NWO-004/2026-10" "$office/later"
rm -rf "$office/out"
night "$office/out"
mv "$office/later" "$office/inputs/NWO-004/2026-10"
rm -f "$office/inputs/HMK-007/2026-03/attendance-term.ods"
night "$office/out"
look diff 1 2 || fail "diff failed: $(cat "$office/look.err")"
for file in "$office"/inputs/NWO-004/2026-10/*; do
    grep -qP "^new\tNWO-004/2026-10/$(basename "$file")\t" "$office/look" || fail "diff does not tell the new $file"
done
grep -qP '^gone\tHMK-007/2026-03/attendance-term.ods\t' "$office/look" || fail "diff does not tell the vanished file"
[ "$(grep -cP '^(new|gone)\t' "$office/look")" -eq $(($(find "$office/inputs/NWO-004/2026-10" -type f | wc -l) + 1)) ] ||
    fail "diff tells files that did not change"
rows() { ask "SELECT CAST(value AS INTEGER) FROM run_figure WHERE run_id = $1 AND kind = 'count' AND name = 'rows'"; }
[ "$(rows 2)" -gt "$(rows 1)" ] || fail "no more rows than before"
grep -qP "^rows\t$(rows 1)(\.0)?\t$(rows 2)(\.0)?\t" "$office/look" || fail "diff does not tell the rows"
look diff 2 1
[ $? -eq 2 ] || fail "runs in the wrong order"
look diff 1 9
[ $? -eq 3 ] && grep -q 'the last ones are 2, 1' "$office/look.err" || fail "a run that there is not: $(cat "$office/look.err")"
exit $((failures > 0))
