#!/bin/bash
# An evening on which nothing came in is news where a return became overdue by it; else it is nothing new.
. tests/night/lib.sh
make_small_inputs
silent() { "$ROLLBOOK" status --outputs "$office/out" | grep '^  - HMK-007 .*has sent nothing'; }
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
exit $((failures > 0))
