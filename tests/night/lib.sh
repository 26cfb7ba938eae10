# What the tests of whole nights share. Sourced; needs $ROLLBOOK.
#
# A small office: four centers of the shipped sample, among them the faulty files. Its folder is $office,
# removed at the end.

set -u
office=$(mktemp -d)
trap 'rm -rf "$office"' EXIT
as_of=2026-11-21
failures=0

make_small_inputs() {
    mkdir -p "$office/inputs"
    cp -r inputs/registry "$office/inputs/"
    for center in AYO-002 HMK-007 PTS-003 NWO-004; do
        [ -d "inputs/$center" ] && cp -r "inputs/$center" "$office/inputs/"
    done
}

night() { # outputs [options]: runs the batch; 0 and 1 are both fine
    local outputs=$1
    shift
    "$ROLLBOOK" run --quiet --inputs "$office/inputs" --outputs "$outputs" --as-of $as_of "$@" >"$office/log" 2>&1
    local code=$?
    [ $code -le 1 ] || { echo "the run ended with $code:"; tail -5 "$office/log"; failures=$((failures + 1)); }
}

# Everything in the warehouse but the three tables with clock times, as text.
dump() { # outputs
    sqlite3 "$1/warehouse.db" .dump | grep -vE '^INSERT INTO (run|run_stage|audit_log) VALUES'
}

# Every report, with its bytes' digest.
reports() { # outputs
    (cd "$1" && find . -type f -not -name 'warehouse.*' -not -path './backups/*' | sort | xargs sha256sum)
}

same() { # what, first, second: fails and shows where two texts differ
    if ! cmp -s "$2" "$3"; then
        echo "not the same: $1"
        diff "$2" "$3" | cut -c1-200 | head -10
        failures=$((failures + 1))
    fi
}
