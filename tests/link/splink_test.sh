#!/bin/bash
# A model written for Splink gives the same two-class weights there: held to weights that Splink itself computed
# (splink/README.md), and to the engine reading the written settings back.
set -eu
here=$(cd "$(dirname "$0")/splink" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# same OURS THEIRS: every pair of either within 1e-9 bits; the floor itself may fall to either side
same() {
    awk -F, 'FNR == 1 { next }
        { key = $1 < $2 ? $1 FS $2 : $2 FS $1 }
        NR == FNR { theirs[key] = $3; next }
        { seen[key]++
          if (!(key in theirs)) { if ($3 > -9.9) { print "only ours:", $0; bad = 1 } next }
          gap = $3 - theirs[key]; if (gap < 0) gap = -gap
          if (gap > 1e-9) { print "differs by", gap ":", $0; bad = 1 } count++ }
        END { for (key in theirs) if (theirs[key] > -9.9 && !(key in seen)) { print "only theirs:", key; bad = 1 }
              if (count < 300) { print count, "pairs are too few"; bad = 1 } exit bad }' "$2" "$1"
}

"$ROLLBOOK" dedupe --model "$here/model.json" --threshold 0 --pairs ours.csv "$here/records.csv" > groups.csv
same ours.csv "$here/weights.csv"

# What is written for Splink is read back as the same model, and the table as the same table.
"$ROLLBOOK" model splink --out splink "$here/model.json" "$here/records.csv"
"$ROLLBOOK" dedupe --model splink/settings-duckdb.json --threshold 0 --pairs back.csv splink/records.csv > groups_back.csv
same back.csv "$here/weights.csv"
cmp groups.csv groups_back.csv
cmp "$here/records.csv" splink/records.csv
cmp "$here/model.json" splink/model.json
grep -q '"sql_dialect": "spark"' splink/settings-spark.json
! grep -q 'jaro_winkler_similarity' splink/settings-spark.json

# Frequencies are shares of the rows that have a value.
awk -F, 'NR > 1 { sum += $2 } END { exit !(sum > 0.999999 && sum < 1.000001) }' splink/tf_first_name.csv

# An untrained model has nothing to tell; what SQL cannot say is refused by name.
echo '{"comparisons": [{"column": "dob", "kind": "date"}], "blocking": ["dob"]}' > untrained.json
code=0; "$ROLLBOOK" model splink --out none untrained.json "$here/records.csv" 2> said || code=$?
[ $code = 3 ] && grep -q 'learned nothing' said
sed 's/"when": "jaro_winkler"/"when": "syllables"/' "$here/model.json" > syllables.json
code=0; "$ROLLBOOK" model splink syllables.json 2> said > /dev/null || code=$?
[ $code = 3 ] && grep -q '"syllables"' said
