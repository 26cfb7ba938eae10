#!/bin/bash
# What a newcomer types wrong, and what can be wrong around the program: one clear line, and the exit code
# of DESIGN section 9.
set -u
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
failures=0

# expect CODE PATTERN COMMAND...: runs it, compares exit code and standard error (one line)
expect() {
    local code=$1 pattern=$2
    shift 2
    "$@" >"$folder/out" 2>"$folder/err"
    local got=$?
    if [ $got -ne "$code" ] || { [ -n "$pattern" ] && ! grep -qE -- "$pattern" "$folder/err"; }; then
        echo "expected exit $code and /$pattern/, got $got: $*"
        cat "$folder/err"
        failures=$((failures + 1))
    fi
    if [ "$(grep -c '^rollbook:' "$folder/err")" -gt 1 ]; then
        echo "more than one message: $*"
        failures=$((failures + 1))
    fi
}
in_office() { (cd "$folder" && "$@"); }

mkdir -p "$folder/inputs"
expect 2 '' "$ROLLBOOK"
expect 2 'there is no command "frobnicate"' "$ROLLBOOK" frobnicate
expect 2 'did you mean "run"' "$ROLLBOOK" rum
expect 2 'there is no option --nope' "$ROLLBOOK" run --nope
expect 2 '--as-of needs a value' "$ROLLBOOK" run --as-of
expect 2 'expected a date such as' in_office "$ROLLBOOK" run --as-of yesterday
expect 2 '--quiet takes no value' "$ROLLBOOK" run --quiet=1
expect 2 'did not expect "surplus"' "$ROLLBOOK" run surplus
expect 2 'there is no stage "bake"' in_office "$ROLLBOOK" run --from bake --as-of 2026-01-01
expect 2 'expected a period such as 2026-Q3' in_office "$ROLLBOOK" run --period 2026-Q9 --as-of 2026-01-01
expect 3 'there is no such folder' in_office "$ROLLBOOK" run --inputs nowhere
expect 3 'there is no such file' in_office "$ROLLBOOK" run --config nowhere.yaml
expect 3 'there is no warehouse;' in_office "$ROLLBOOK" status --outputs nothing
expect 3 'cannot be opened' "$ROLLBOOK" cat "$folder/none.xlsx"
printf 'office:\n  colour: red\n' >"$folder/bad.yaml"
expect 3 'line 2.*no such key' in_office "$ROLLBOOK" run --config bad.yaml

# a warehouse that is no database, and one that disappeared beside its reports
mkdir -p "$folder/broken" "$folder/lost"
head -c 5000 /dev/urandom >"$folder/broken/warehouse.db"
expect 4 'warehouse.db' in_office "$ROLLBOOK" run --outputs broken --as-of 2026-01-01
touch "$folder/lost/INDEX.md"
expect 4 'rollbook restore' in_office "$ROLLBOOK" run --outputs lost --as-of 2026-01-01

# outputs that cannot be written
if [ "$(id -u)" -ne 0 ]; then
    mkdir "$folder/readonly" && chmod 500 "$folder/readonly"
    expect 6 'cannot be' in_office "$ROLLBOOK" run --outputs readonly/out --as-of 2026-01-01
fi
touch "$folder/file"
expect 6 'cannot be made' in_office "$ROLLBOOK" run --outputs file/out --as-of 2026-01-01
expect 6 'cannot be written' sh -c "exec '$ROLLBOOK' cat templates/dictionaries/grades.tsv >/dev/full"

# every command has help, and help tells its options
for command in $("$ROLLBOOK" --help | awk '/^  [a-z]+ /{ print $1 }' | grep -vE '^[0-9]'); do
    "$ROLLBOOK" "$command" --help >"$folder/out" 2>&1 || { echo "no help: $command"; failures=1; }
    grep -q "usage: rollbook $command" "$folder/out" || { echo "no usage line: $command"; failures=1; }
done
"$ROLLBOOK" --completions | bash -n || failures=1
"$ROLLBOOK" --man | grep -q '^.SH COMMANDS' || failures=1
"$ROLLBOOK" --version | grep -q '^rollbook [0-9]' || failures=1
exit $((failures > 0))
