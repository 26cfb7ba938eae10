#!/bin/bash
# The same inputs give the same warehouse and the same bytes of every report; a second night finds nothing
# new, and a day later the same month is nothing new either.
. tests/night/lib.sh
make_small_inputs

night "$office/a"
night "$office/b"
dump "$office/a" >"$office/a.sql"
dump "$office/b" >"$office/b.sql"
same "warehouse of two nights on the same inputs" "$office/a.sql" "$office/b.sql"
reports "$office/a" >"$office/a.reports"
reports "$office/b" >"$office/b.reports"
same "reports of two nights on the same inputs" "$office/a.reports" "$office/b.reports"
[ "$(wc -l <"$office/a.reports")" -gt 10 ] || { echo "too few reports"; failures=1; }

night "$office/a"
grep -q 'nothing new' "$office/log" || { echo "a second night found something new"; failures=1; }
as_of=2026-11-22
night "$office/a"
grep -q 'nothing new' "$office/log" || { echo "the next day found something new"; failures=1; }
dump "$office/a" >"$office/again.sql"
same "warehouse after nights without anything new" "$office/a.sql" "$office/again.sql"

as_of=2026-10-01
"$ROLLBOOK" run --quiet --inputs "$office/inputs" --outputs "$office/a" --as-of $as_of >"$office/log" 2>&1
[ $? -eq 2 ] || { echo "an as-of date before the last run's was taken"; failures=1; }

# nobody but the owner may read what names children
[ -z "$(find "$office/a" -type f -perm /077)" ] || { echo "others may read outputs"; failures=1; }
exit $((failures > 0))
