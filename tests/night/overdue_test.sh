#!/bin/bash
# An evening on which nothing came in is news where a return became overdue by it; else it is nothing new.
. tests/night/lib.sh
make_small_inputs
silent() { "$ROLLBOOK" status --outputs "$office/out" | grep '^  - HMK-007 .*month(s)'; }
expect() { # what, pattern, text
    grep -q "$2" <<<"$3" || { echo "$1: $3"; failures=$((failures + 1)); }
}
as_of=2026-11-14
night "$office/out"
expect "October is not due yet" ' 3 month(s)' "$(silent)"
as_of=2026-11-16
night "$office/out"
expect "October is overdue and nobody was told" ' 4 month(s)' "$(silent)"
as_of=2026-11-17
"$ROLLBOOK" run --inputs "$office/inputs" --outputs "$office/out" --as-of $as_of >"$office/log" 2>&1
expect "a day is no news by itself" 'nothing new' "$(cat "$office/log")"

# The same version, built anew with other SQL, is news: here a comment in it has other letters.
comment=$(head -1 pipeline/load/sql/06_spells.sql)
LC_ALL=C sed "s|${comment//[^A-Za-z0-9 -]/.}|${comment//e/E}|" "$ROLLBOOK" >"$office/rebuilt"
chmod +x "$office/rebuilt"
cmp -s "$ROLLBOOK" "$office/rebuilt" && { echo "the comment is not in the program"; failures=1; }
"$office/rebuilt" run --inputs "$office/inputs" --outputs "$office/out" --as-of $as_of >"$office/log" 2>&1
expect "a program with other SQL was not asked" 'run 3' "$(cat "$office/log")"
grep -q 'nothing new' "$office/log" && { echo "a program with other SQL found nothing new"; failures=1; }
exit $((failures > 0))
