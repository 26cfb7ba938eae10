# Names stay home: no template of a donor or partner reads one, whatever it tries; no byte below donor/ and partner/ is a
# child's; a roster is written only on request and leaves no child's name in the log.

. tests/night/lib.sh

outputs=$office/outputs
rollbook() { "$ROLLBOOK" "$@" --inputs "$office/inputs" --outputs "$outputs"; }
fail() {
    echo "$*"
    failures=$((failures + 1))
}

make_small_inputs
night "$outputs"

# --- every table and every trick ---------------------------------------------------------------

attempt() { # audience, SQL: must be refused, with a message, and give nothing away
    printf -- '---\ntitle: Attempt\naudience: %s\nlanguages: [en]\noutputs: [md]\nperiod: quarter\n---\n# A\n\n```table t\n%s\n```\n' \
        "$1" "$2" >"$office/attempt.md"
    rollbook report "$office/attempt.md" --dump >"$office/out" 2>"$office/message"
    local code=$?
    [ $code -eq 5 ] || fail "$1, exit code $code and not 5: $2"
    [ -s "$office/message" ] || fail "$1, no message: $2"
    [ -s "$office/out" ] && fail "$1, something came out: $2"
}

tables=$(sqlite3 "$outputs/warehouse.db" "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'report_%'
    AND name NOT LIKE 'sqlite_%' ORDER BY name")
[ "$(wc -w <<<"$tables")" -gt 60 ] || fail "expected more than 60 tables, found $(wc -w <<<"$tables")"
for table in $tables; do
    attempt donor "SELECT count(*) AS n FROM $table"
done
for view in report_child report_pair report_register_row report_finding report_child_event; do
    attempt donor "SELECT count(*) AS n FROM $view"
    attempt partner "SELECT count(*) AS n FROM $view"
done
for audience in donor partner; do
    for column in name name_latin public_id thai_id13 g_code birth_from student_code center_code; do
        attempt $audience "SELECT $column, count(*) AS n FROM report_child_active GROUP BY 1 ORDER BY 1"
        attempt $audience "SELECT max($column) AS n FROM report_child_profile"
    done
    attempt $audience "WITH report_child_active AS (SELECT display_name FROM child) SELECT display_name FROM report_child_active ORDER BY 1"
    attempt $audience "WITH child AS (SELECT * FROM main.child) SELECT display_name FROM child ORDER BY 1"
    attempt $audience "WITH a AS (SELECT * FROM report_child), report_reach AS (SELECT name FROM a) SELECT name FROM report_reach ORDER BY 1"
    attempt $audience "SELECT display_name FROM warehouse.child ORDER BY 1"
    attempt $audience "SELECT name FROM (SELECT * FROM (SELECT * FROM report_child)) ORDER BY 1"
    attempt $audience "SELECT 1 AS n WHERE EXISTS (SELECT 1 FROM child WHERE display_name LIKE 'Naw%')"
    attempt $audience "ATTACH '$outputs/warehouse.db' AS w"
    attempt $audience "SELECT 1; ATTACH '$outputs/warehouse.db' AS w"
    attempt $audience "PRAGMA table_list"
    attempt $audience "SELECT name FROM pragma_table_info('child') ORDER BY 1"
    attempt $audience "SELECT sql FROM sqlite_schema ORDER BY 1"
    attempt $audience "SELECT sql FROM sqlite_master ORDER BY 1"
    attempt $audience "SELECT readfile('$outputs/warehouse.db') AS x"
    attempt $audience "SELECT load_extension('x') AS x"
    attempt $audience "CREATE TEMP VIEW v AS SELECT * FROM child"
    attempt $audience "SELECT district, sex, age FROM report_child_active ORDER BY 1, 2, 3"
    attempt $audience "SELECT group_concat(age) AS n FROM report_child_active"
    attempt $audience "SELECT group_concat(sex || ' ' || curriculum) AS who FROM report_child_active"
    attempt $audience "SELECT json_group_array(sex) AS who FROM report_child_active"
    attempt $audience "SELECT sex, age, count(*) OVER () AS n FROM report_child_active ORDER BY 1, 2"
    attempt $audience "SELECT sex, age, row_number() OVER (ORDER BY age) AS n FROM report_child_active ORDER BY 3"
    attempt $audience "SELECT sex, age, sum(1) OVER (PARTITION BY sex ROWS 9 PRECEDING) AS n FROM report_child_active ORDER BY 1, 2"
    attempt $audience "SELECT sex, lag(age, 1) OVER (ORDER BY age) AS n FROM report_child_active ORDER BY 2"
    attempt $audience "SELECT n FROM (SELECT age, count(*) OVER (PARTITION BY age) AS n FROM report_child_active) ORDER BY 1"
done

# --- no byte of a child ------------------------------------------------------------------------

cat >"$office/partner.md" <<'TEMPLATE'
---
title: Partners
audience: partner
languages: [en]
outputs: [pdf, xlsx, md]
period: quarter
---
# Children

```table t "Children by district" rows=district columns=sex value=n total=both
SELECT district, sex, count(*) AS n FROM report_child_active WHERE period = :period GROUP BY 1, 2 ORDER BY 1, 2
```
TEMPLATE
rollbook report "$office/partner.md" >"$office/log" 2>&1 || fail "the partners' report is refused: $(tail -1 "$office/log")"

# Everything that is told of children and parents in at least seven letters or digits, and their ids.
sqlite3 "$outputs/warehouse.db" "
    SELECT name FROM child_name WHERE length(name) >= 7 UNION SELECT romanised FROM child_name WHERE length(romanised) >= 7
    UNION SELECT public_id FROM child UNION SELECT thai_id13 FROM child UNION SELECT g_code FROM child
    UNION SELECT phone FROM stg_register UNION SELECT guardian_phone FROM stg_register" | grep -v '^$' | sort -u >"$office/secrets"
[ "$(wc -l <"$office/secrets")" -gt 500 ] || fail "too few secrets to look for"

mkdir -p "$office/bytes"
for folder in donor partner; do
    [ -d "$outputs/$folder" ] || fail "there is no $folder/"
    while IFS= read -r file; do
        target="$office/bytes/$(tr '/ ' '__' <<<"${file#"$outputs"/}")"
        case $file in
        *.xlsx)
            mkdir -p "$target" && unzip -qo "$file" -d "$target"
            # A letter may stand as an entity.
            find "$target" -type f -exec sed -i 's/&amp;/\&/g; s/&apos;/'"'"'/g' {} + ;;
        *.pdf)
            pdftotext "$file" "$target.txt"
            pdfinfo "$file" >"$target.info" ;;
        *) cp "$file" "$target" ;;
        esac
        cp "$file" "$target.raw" # and the bytes as they are
    done < <(find "$outputs/$folder" -type f)
done
[ "$(find "$office/bytes" -type f | wc -l)" -gt 30 ] || fail "too few files to search"
if found=$(grep -rFoa -f "$office/secrets" "$office/bytes" | sort | uniq -c | head -5) && [ -n "$found" ]; then
    fail "children below donor/ or partner/: $found"
fi
# The search itself finds what there is: the feedback workbook of a center names its children.
mkdir "$office/known" && unzip -qo "$(find "$outputs/centers" -name '*.xlsx' | sort | head -1)" -d "$office/known"
grep -rqFa -f "$office/secrets" "$office/known" || fail "the search finds nothing even where names are"
find "$outputs" -type f -not -perm 600 | grep -v 'warehouse.db' | head -3 | grep . && fail "files that others may read"

# --- the roster --------------------------------------------------------------------------------

find "$outputs" -name 'roster*' | grep -q . && fail "a roster was written without being asked for"
rollbook report roster --center PTS-003 >"$office/log" 2>&1 && fail "a roster without a recipient"
rollbook report roster --center PTS-003 --recipient "K. Somchai" --why "exam lists" >"$office/log" 2>&1 || fail "no roster: $(cat "$office/log")"
roster=$(find "$outputs" -name 'roster*PTS-003-en.pdf')
pdftotext "$roster" "$office/roster.txt"
# The index names whom it is for, whatever signs stand in the name, and nobody else.
rollbook report roster --center AYO-002 --recipient "Naw *Paw*|x" --why "a test" >"$office/log" 2>&1 || fail "no second roster: $(cat "$office/log")"
listed() { grep -F "roster-" "$outputs/INDEX.md" | grep -F "$1" | head -1 | sed 's/.*>) | //'; }
[ "$(listed PTS-003 | cut -d'|' -f1)" = "K. Somchai " ] || fail "INDEX.md does not say whom the roster is for: $(listed PTS-003)"
[[ "$(listed AYO-002)" == 'Naw \*Paw\*\|x | '* ]] || fail "INDEX.md shows the name otherwise: $(listed AYO-002)"
grep -F "roster-" "$outputs/INDEX.md" | grep -q "| Data officer" && fail "the roster is listed under the officer"
grep -q 'K. Somchai' "$office/roster.txt" || fail "the roster does not say for whom it is"
grep -qFa -f "$office/secrets" "$office/roster.txt" || fail "the roster names nobody"
[ "$(stat -c %a "$roster")" = 600 ] || fail "others may read the roster"
sqlite3 "$outputs/warehouse.db" "SELECT detail FROM audit_log WHERE event = 'roster'" >"$office/audit"
grep -qx 'roster of PTS-003 for K. Somchai: exam lists' "$office/audit" || fail "the audit log: $(cat "$office/audit")"
sqlite3 "$outputs/warehouse.db" "SELECT * FROM audit_log; SELECT * FROM run; SELECT * FROM run_stage" >"$office/logs"
cat "$office/log" >>"$office/logs"
grep -qFa -f "$office/secrets" "$office/logs" && fail "a child in the log"

exit $failures
