#!/bin/bash
# A center's workbook is written again when what it says has changed, or when it is not there as it was written; not
# because a day has passed.
. tests/night/lib.sh
make_small_inputs
night "$office/out"
workbook() { echo "$office"/out/centers/"$1"/2026-11/feedback-*.xlsx; }
age() { touch -d 2020-01-01 "$(workbook "$1")"; }
is_old() { [ "$(stat -c %Y "$(workbook "$1")")" -lt 1600000000 ]; }
expect() { # what, command: fails where the command does
    "${@:2}" || { echo "$1"; failures=$((failures + 1)); }
}
not() { ! "$@"; }

for center in AYO-002 PTS-003 NWO-004; do age $center; done
as_of=2026-11-22
night "$office/out" --from reports
for center in AYO-002 PTS-003 NWO-004; do expect "$center was written again, though nothing changed" is_old $center; done

rm "$(workbook AYO-002)"
echo damage >>"$(workbook PTS-003)"
age PTS-003
sqlite3 "$office/out/warehouse.db" "UPDATE center SET name_en = 'Another Name', name_th = 'Another Name', name_my = 'Another Name'
    WHERE center_code = 'NWO-004'"
night "$office/out" --from reports
expect "a workbook that was gone is not back" test -f "$(workbook AYO-002)"
expect "a damaged workbook was left" not is_old PTS-003
expect "a changed name did not reach the workbook" not is_old NWO-004
[ "$("$ROLLBOOK" cat "$(workbook NWO-004)" --sheet 1 | grep -c 'Another Name')" -ge 1 ] || { echo "the new name is not there"; failures=$((failures + 1)); }
exit $((failures > 0))
