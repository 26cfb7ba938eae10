#!/bin/bash
# rollbook check: findings at their cells, nothing left behind, exit codes.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir -p inputs/registry outputs
printf 'center_code\tname_en\nHKW-003\tHway Ka Loke\n' >inputs/registry/centers.tsv
printf 'No,Name,Sex,DOB,Grade\n1,Naw A,F,2016-01-02,G1\n2,Nilar,qq,31/31/2015,G77\n3,Saw C,M,2015-05-06,G2\n4,Saw D,M,2015-07-06,G2\n' \
    >'HKW-003 register 2026-06.csv'

fail() {
    echo "FAILED: $1"
    cat out
    exit 1
}

code=0
"$ROLLBOOK" check 'HKW-003 register 2026-06.csv' >out 2>err || code=$?
[ $code = 1 ] || fail "findings give exit code 1, not $code"
grep -q 'C3 error: "qq"' out || fail "the sex in C3"
grep -q 'D3 .*"31/31/2015"' out || fail "the date in D3"
grep -q 'E3 error: The grade "G77"' out || fail "the grade in E3"
grep -q 'register of HKW-003, 2026-06: 4 rows' out || fail "what the file is"
[ -z "$(ls outputs)" ] || fail "nothing is written"

printf 'No,Name,Sex,DOB,Grade\n1,Naw A,F,2016-01-02,G1\n' >'HKW-003 register 2026-07.csv'
"$ROLLBOOK" check 'HKW-003 register 2026-07.csv' >out 2>err || fail "a clean file gives exit code 0"

code=0
printf 'PK\3\4 broken' >broken.xlsx
"$ROLLBOOK" check broken.xlsx >out 2>err || code=$?
[ $code = 3 ] || fail "a file that cannot be read gives exit code 3, not $code"
