#!/bin/bash
# A disk that fills up at whatever step: exit 6, one clear line, and once there is room the next run
# ends as if nothing had happened. Needs a small file system, which only root may mount.
. tests/night/lib.sh
make_small_inputs
disk=$office/disk
mkdir "$disk"
if ! mount -t tmpfs -o size=1m none "$disk" 2>/dev/null; then
    echo "skipped: no file system can be mounted here"
    exit 0
fi
trap 'umount "$disk"; rm -rf "$office"' EXIT

night "$office/whole"
dump "$office/whole" >"$office/whole.sql"
reports "$office/whole" >"$office/whole.reports"
total=$(du -sm "$office/whole" | cut -f1)

for part in 5 25 50 75 95; do
    rm -rf "${disk:?}"/*
    mount -o remount,size=$((total * part / 100 + 1))m "$disk"
    "$ROLLBOOK" run --quiet --inputs "$office/inputs" --outputs "$disk/out" --as-of $as_of >"$office/log" 2>&1
    code=$?
    if [ $code -ne 6 ] || [ "$(grep -c '^rollbook: ' "$office/log")" -ne 1 ]; then
        echo "at $part % of the room: exit $code, expected 6 and one line:"
        tail -3 "$office/log"
        failures=$((failures + 1))
    fi
    mount -o remount,size=$((total * 3 + 50))m "$disk"
    night "$disk/out"
    dump "$disk/out" >"$office/after.sql"
    same "warehouse after a disk full at $part %" "$office/whole.sql" "$office/after.sql"
    reports "$disk/out" >"$office/after.reports"
    same "reports after a disk full at $part %" "$office/whole.reports" "$office/after.reports"
done
exit $((failures > 0))
