#!/bin/bash
# rollbook export splink: the sample's children as plain tables, with a model that reads back and finds them.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

code=0; "$ROLLBOOK" run --inputs "$root/inputs" --outputs out --as-of 2026-11-21 > log 2>&1 || code=$?
[ $code -le 1 ] || { cat log; exit 1; }
"$ROLLBOOK" export splink --inputs "$root/inputs" --outputs out --to splink
for file in records.csv model.json settings-duckdb.json settings-spark.json tf_name.csv tf_birth.csv; do
    [ -s "splink/$file" ] || { echo "no $file"; exit 1; }
    [ "$(stat -c %a "splink/$file")" = 600 ] # they hold names
done
head -1 splink/records.csv | grep -q '^record,name,name_key,birth,'
! LC_ALL=C grep -q '[^ -~]' splink/records.csv # every script in Latin letters

# The folder is whole: the engine itself links the exported table by the exported model, and finds children.
"$ROLLBOOK" dedupe --model splink/model.json splink/records.csv > groups.csv
records=$(($(wc -l < splink/records.csv) - 1))
[ "$(wc -l < groups.csv)" = $((records + 1)) ]
awk -F, -v n="$records" 'NR > 1 { groups = $2 > groups ? $2 : groups } END { exit !(groups > n / 2 && groups <= n) }' groups.csv

code=0; "$ROLLBOOK" export splink 2> said || code=$?
[ $code = 2 ] && grep -q -- '--to' said
code=0; "$ROLLBOOK" export nothing --to x 2> said || code=$?
[ $code = 2 ] && grep -q '"nothing"' said
