#!/bin/bash
# A whole night on the shipped inputs against what it gave when somebody last looked: what came in, what
# was found, who is who, the headline figures, and every kind of report as text. `make golden` rewrites
# the expectations; the difference is reviewed with the change that made it.
. tests/night/lib.sh
expected=tests/golden/shipped
got=$office/golden
out=$office/out
mkdir -p "$got"

"$ROLLBOOK" run --quiet --outputs "$out" --as-of $as_of >"$got/summary.txt" 2>&1
sed -i "s|$office/||" "$got/summary.txt"
query() { # name, sql
    sqlite3 -header -separator $'\t' "$out/warehouse.db" "$2" >"$got/$1.tsv"
}
query submissions "SELECT path, coalesce(center_code, '') AS center, kind, coalesce(period_code, '') AS period,
    status, coalesce(reason, '') AS reason, rows, rows_unused FROM loaded_submission ORDER BY 1, 2, 3, 4, 5"
query findings "SELECT stage, rule, severity, count(*) AS n FROM finding GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
query children "SELECT c.public_id, c.status, c.sex, c.birth_from, c.birth_to, count(r.child_record_id) AS records,
    (SELECT group_concat(center_code, ' ') FROM (SELECT DISTINCT e.center_code FROM enrolment e
     WHERE e.child_id = c.child_id ORDER BY 1)) AS centers
    FROM child c LEFT JOIN child_record r ON r.child_id = c.child_id GROUP BY c.child_id ORDER BY 1"
query figures "SELECT indicator, period_code AS period, numerator, denominator, round(value, 6) AS value, coverage
    FROM indicator_value WHERE area_code = 'TH63' AND disaggregation = '' ORDER BY 1, 2"
for file in "$out"/donor/*/*.md "$out"/officer/*/*.md; do
    cp "$file" "$got/$(basename "$file")"
done
for file in "$out"/ministry/*/*.xlsx "$out"/centers/NWO-004/*/*.xlsx; do
    text=$got/$(basename "$file" .xlsx).xlsx.txt
    "$ROLLBOOK" cat --list "$file" >"$text"
    for number in $(cut -f1 "$text"); do
        echo "--- sheet $number"
        "$ROLLBOOK" cat --sheet "$number" "$file"
    done >>"$text"
done
for file in "$out"/donor/*/*.pdf "$out"/ministry/*-T1/*-th.pdf; do
    pdftotext -layout "$file" "$got/$(basename "$file").txt"
    qpdf --check "$file" >"$office/qpdf" 2>&1 || { cat "$office/qpdf"; failures=$((failures + 1)); }
done

if [ "${GOLDEN:-}" = rewrite ]; then
    rm -rf "$expected"
    mkdir -p "$expected"
    cp "$got"/* "$expected/"
    exit 0
fi
for name in $(cd "$got" && ls) $(cd "$expected" && ls); do
    same "$name" "$expected/$name" "$got/$name"
done
exit $((failures > 0))
