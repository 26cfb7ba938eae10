#!/bin/bash
# rollbook dedupe on a list whose names are in several scripts: every child stands once in Burmese,
# Thai or Karen letters, or with Thai or Muslim spelling, and once in Latin letters.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# One in four birthdays is missing, one in eight became 1 January; village names are shared by many.
awk -F'\t' 'BEGIN { srand(3); print "record_id,name,dob,sex,village,truth" }
    !/^#/ && $3 != "kind" && $3 != "Latin - Latin" && !seen[$1]++ && !seen[$2]++ {
        dob = sprintf("%d-%02d-%02d", 2009 + int(rand() * 8), 1 + int(rand() * 12), 1 + int(rand() * 28))
        sex = rand() < 0.5 ? "F" : "M"; village = "moo " (1 + int(rand() * 20))
        for (list = 1; list <= 2; list++) {
            d = rand() < 0.25 ? "" : rand() < 0.125 ? substr(dob, 1, 4) "-01-01" : dob
            printf "r%d,%s,%s,%s,%s,c%d\n", record++, $list, d, sex, village, child
        }
        child++
    }' "$here/../names/pairs_invented.tsv" > names.csv
[ "$(wc -l < names.csv)" -gt 900 ]

"$ROLLBOOK" model suggest names.csv > model.json 2> notes
grep -q '"kind": "syllables"' model.json
grep -q 'syllables(name)' model.json
"$ROLLBOOK" dedupe --model model.json --truth truth names.csv > one.csv 2> figures
"$ROLLBOOK" dedupe --model model.json --threads 1 names.csv > two.csv
cmp one.csv two.csv

# By letters alone the scripts have nothing in common.
sed 's/"kind": "syllables"/"kind": "name"/; s/syllables(name)/name/' model.json > letters.json
"$ROLLBOOK" dedupe --model letters.json --truth truth names.csv 2> by_letters > /dev/null
f1() { awk -F'\t' '$1 == "cluster_f1" { print $2 }' "$1"; }
awk -v sound="$(f1 figures)" -v letters="$(f1 by_letters)" 'BEGIN { exit !(sound > 0.9 && sound > letters + 0.2) }' || {
    echo "by sound"; cat figures; echo "by letters"; cat by_letters; exit 1; }
