#!/bin/bash
# Killed at any moment, the next run ends as if nothing had happened.
. tests/night/lib.sh
make_small_inputs

start=$(date +%s%N)
night "$office/whole"
length_ms=$((($(date +%s%N) - start) / 1000000))
dump "$office/whole" >"$office/whole.sql"
reports "$office/whole" >"$office/whole.reports"

points=12
for ((i = 1; i <= points; i++)); do
    rm -rf "$office/killed"
    "$ROLLBOOK" run --quiet --inputs "$office/inputs" --outputs "$office/killed" --as-of $as_of \
        >/dev/null 2>&1 &
    run=$!
    sleep "$(awk "BEGIN { print $length_ms * $i / ($points + 1) / 1000 }")"
    kill -9 $run 2>/dev/null
    wait $run 2>/dev/null
    night "$office/killed"
    dump "$office/killed" >"$office/killed.sql"
    same "warehouse after a kill at $i/$points of the run" "$office/whole.sql" "$office/killed.sql"
    reports "$office/killed" >"$office/killed.reports"
    same "reports after a kill at $i/$points of the run" "$office/whole.reports" "$office/killed.reports"
    [ $failures -gt 3 ] && break
done
exit $((failures > 0))
