#!/bin/bash
# run_tests.sh OUT TEST...: runs every test program and every tests/**/*_test.sh, prints the output
# of those that fail, and closes with "N passed, N failed" where N counts programs.
set -u
out=$1
shift
passed=0
failed=0
run() { # name, command...
    local name=$1
    shift
    if "$@" >"$out/test.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -n 60 "$out/test.log"
    fi
}
for test in "$@"; do run "${test#"$out"/}" "$test"; done
while IFS= read -r script; do
    run "$script" env ROLLBOOK="$PWD/$out/rollbook" bash "$script"
done < <(find tests -name '*_test.sh' | sort)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
