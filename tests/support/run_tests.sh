#!/bin/bash
# run_tests.sh OUT TEST...: runs every test program and every tests/**/*_test.sh, two at a time, prints
# the output of those that fail, and closes with "N passed, N failed" where N counts programs.
set -u
out=$1
shift
export ROLLBOOK=$PWD/$out/rollbook
export LSAN_OPTIONS=suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0
logs=$out/test-logs
rm -rf "$logs"
mkdir -p "$logs"

run_one() { # logs, test: the log is kept, and .failed beside it where the test failed or stood still
    local log=$1/$(echo "$2" | tr / _).log run=()
    case $2 in *.sh) run=(bash) ;; esac
    timeout --kill-after=10 900 "${run[@]}" "$2" >"$log" 2>&1 || touch "$log.failed"
}
export -f run_one
# Whole nights take longest: they begin first.
{
    find tests -name '*_test.sh' | sort
    printf '%s\n' "$@"
} | xargs -P 2 -I{} bash -c 'run_one "$0" "$1"' "$logs" {}

failed=0
for mark in "$logs"/*.failed; do
    [ -e "$mark" ] || continue
    failed=$((failed + 1))
    echo "FAILED: $(basename "$mark" .log.failed)"
    tail -n 60 "${mark%.failed}"
done
all=$(find "$logs" -name '*.log' | wc -l)
echo "$((all - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
