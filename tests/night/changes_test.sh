# What the officer sees of a second night: a late file, one that vanished, one that is taken out and back, a merge that is
# cured and the cure revoked. Each is in the batch report in both languages, with the line that settles it.

. tests/night/lib.sh

outputs=$office/outputs
# The last sign of an id may mean something to grep: only its number is compared.
report() { cat "$outputs/officer/$1/batch-$1-$2.md"; } # month language
expect() { # month, what the report must say in English
    report "$1" en | grep -qE "$2" || { echo "the report does not say: $2"; failures=$((failures + 1)); }
}
refuse() {
    report "$1" en | grep -qE "$2" && { echo "the report still says: $2"; failures=$((failures + 1)); }
}
rollbook() { "$ROLLBOOK" "$@" --inputs "$office/inputs" --outputs "$outputs"; }
sql() { sqlite3 "$outputs/warehouse.db" "$1"; }

make_small_inputs
late=$(cd "$office/inputs" && find . -path '*2026-10*' -name '*attendance*' | sort | head -1)
mkdir -p "$office/later/$(dirname "$late")"
mv "$office/inputs/$late" "$office/later/$late"
night "$outputs"
expect 2026-10 'Nothing to compare with'

# The file comes after its days of grace; another one disappears.
as_of=2026-11-23
cp "$office/later/$late" "$office/inputs/$late"
gone=$(cd "$office/inputs" && find . -path '*2026-06*' -name 'register*' | sort | head -1)
rm "$office/inputs/$gone"
sha256=$(sql "SELECT sha256 FROM loaded_file WHERE path = '${gone#./}'")
night "$outputs"
expect 2026-10 "Late: \*\*${late#./}\*\* .*days late\): accepted"
expect 2026-10 "^- \*\*Files that came late \(days late\): 1\.\*\* ${late#./}"
expect 2026-10 "^- \*\*Files gone from the folder, still counted: 1\.\*\* ${gone#./}\. Put them back or withdraw"
expect 2026-10 "\*\*${gone#./}\*\*"
expect 2026-10 "${sha256:0:12}			withdraw"
expect 2026-10 "Gone from the folder since the last run: \*\*${gone#./}"
report 2026-10 th | grep -q "มาล่าช้า: \*\*${late#./}" || { echo "not in Thai: late"; failures=$((failures + 1)); }

# Cured as the page says: the line is added, the file is out of use and no more to be settled.
line=$(report 2026-10 en | grep -oE "${sha256:0:12}[0-9a-f]*			withdraw	WHY")
printf 'sha256\tcenter\tperiod\taction\twhy\n%s\n' "$line" >"$office/inputs/registry/files.tsv"
night "$outputs"
refuse 2026-10 'still counted'
expect 2026-10 "^- \*\*Files out of use on your word: 1\.\*\* ${gone#./}\. To take one back, remove its line from inputs/registry/files.tsv"
expect 2026-10 "Out of use on your word.*${gone#./}"
expect 2026-10 'Figures of closed periods that are different now'

# Two children become one, and two again, each under its old id.
pair=($(sql "SELECT group_concat(record, ' ') FROM (SELECT min(l.link_record_id) AS record FROM link_record l
             JOIN child_record k USING (link_record_id) WHERE l.live GROUP BY l.center_code ORDER BY 1 LIMIT 2)"))
ids="SELECT group_concat(public_id, ' ') FROM (SELECT DISTINCT c.public_id FROM child c JOIN child_record k USING (child_id)
     WHERE k.link_record_id IN (${pair[0]}, ${pair[1]}) ORDER BY 1)"
before=($(sql "$ids"))
rollbook decide "${before[@]}" same --by tester --why "one card" >"$office/log" || failures=$((failures + 1))
night "$outputs"
expect 2026-10 "merged: \*\*${before[1]%-*}-.*\*\* / ${before[0]%-*}-.* \(a person's answer\). Tell: [A-Z]+-[0-9]+, [A-Z]+-[0-9]+"
rollbook decide "${before[@]}" revoked --by tester --why "two cards" >"$office/log" || failures=$((failures + 1))
night "$outputs"
expect 2026-10 "(split|back): \*\*${before[1]%-*}-.*\(a person's answer\). Tell: [A-Z]+-[0-9]+, [A-Z]+-[0-9]+"
after=($(sql "$ids"))
[ "${before[*]}" = "${after[*]}" ] || { echo "ids ${before[*]} became ${after[*]}"; failures=$((failures + 1)); }

exit $failures
