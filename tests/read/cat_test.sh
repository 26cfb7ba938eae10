#!/bin/bash
# rollbook cat: formats, exit codes, one line on standard error, quoting against formula injection.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
expect() { # what, expected, found
    [ "$2" = "$3" ] || {
        printf '%s\n  expected: %s\n  found:    %s\n' "$1" "$2" "$3"
        failed=1
    }
}
cd "$folder" || exit 1

printf 'name,note\nNaw,"a,b"\n=1+1,-5\n' >plain.csv
expect "csv comes out as it went in" "$(cat plain.csv)" "$("$ROLLBOOK" cat plain.csv)"
expect "one array a row" '["name","note"]
["Naw","a,b"]
["=1+1","-5"]' "$("$ROLLBOOK" cat --format jsonl plain.csv)"
expect "formulas are defused" '"name","note"
"Naw","a,b"
"'"'"'=1+1","'"'"'-5"' "$("$ROLLBOOK" cat --csv-safe plain.csv)"
expect "the list of sheets" $'1\t1\tvisible' "$("$ROLLBOOK" cat --list plain.csv)"

printf '\n\na\n' >gaps.csv
expect "empty rows keep their place" $'\n\na' "$("$ROLLBOOK" cat gaps.csv)"
printf '\xe9,1\n' >thai.csv
expect "a declared encoding" $'\xe0\xb9\x89,1' "$("$ROLLBOOK" cat --encoding windows-874 thai.csv)"

printf '<table><tr><td>1</table><table><tr><td>2</table>' >two.xls
expect "a sheet by its number" 2 "$("$ROLLBOOK" cat --sheet 2 two.xls)"
"$ROLLBOOK" cat --sheet 3 two.xls >/dev/null 2>&1
expect "a sheet that is not there" 2 $?

: >empty.xlsx
message=$("$ROLLBOOK" cat empty.xlsx 2>&1)
expect "a refused file ends with 3" 3 $?
expect "and one line" "rollbook: empty.xlsx: expected a spreadsheet or a submission, found an empty file (0 bytes)" "$message"
"$ROLLBOOK" cat missing.xlsx >/dev/null 2>&1
expect "a missing file ends with 3" 3 $?
"$ROLLBOOK" cat --format xml plain.csv >/dev/null 2>&1
expect "an unknown format ends with 2" 2 $?
"$ROLLBOOK" cat plain.csv >/dev/full 2>/dev/null
expect "a full disk ends with 6" 6 $?
yes 'a,b,c' | head -200000 >long.csv
expect "a reader that stops early is no failure" "a,b,c" "$("$ROLLBOOK" cat long.csv | head -1)"

# A file that is cut off while it is read ends its reader by SIGBUS; the reader is blocked until then, its
# pipe being full.
cp long.csv cut.csv
"$ROLLBOOK" cat cut.csv 2>message | { read -r _ && : >cut.csv && cat >/dev/null; }
expect "a reader that crashes ends with 3" 3 "${PIPESTATUS[0]}"
expect "and one line that names the file" "1 rollbook: cut.csv: " \
    "$(grep -c '^rollbook:' message) $(grep -o '^rollbook: cut.csv: ' message)"
exit $failed
