#!/bin/bash
# A run that begins at a later stage finds what the earlier ones found, neither less nor twice, and makes the same
# figures of it.
. tests/night/lib.sh
make_small_inputs
night "$office/out"
findings() { sqlite3 "$office/out/warehouse.db" 'SELECT stage, rule, severity, count(*) FROM issue GROUP BY 1, 2, 3 ORDER BY 1, 2, 3'; }
figures() { sqlite3 "$office/out/warehouse.db" 'SELECT * FROM indicator_value ORDER BY 1, 2, 3, 4'; }
findings >"$office/findings"
figures >"$office/figures"
[ "$(cut -d'|' -f1 "$office/findings" | sort -u | wc -l)" -ge 3 ] || { echo "too few stages found something"; failures=1; }
for stage in measure load link validate map; do
    night "$office/out" --from $stage
    same "findings of a run from $stage" "$office/findings" <(findings)
    same "figures of a run from $stage" "$office/figures" <(figures)
done
exit $((failures > 0))
