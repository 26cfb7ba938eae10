#!/bin/bash
# Words: whatever the officer reads is there in English and Thai, whatever a center reads also in Burmese; a key stands once;
# every rule has its message; places for values are the same in all languages.
set -u
failures=0
fail() {
    echo "$*"
    failures=$((failures + 1))
}
lines() { grep -hvE '^(#|key	)' "$@"; }

head -qn 1 templates/strings/*.tsv | sort | uniq -c | grep -vq "key	en	th	my	checked_by" && fail "a file of words has other columns"
lines templates/strings/*.tsv | awk -F'\t' 'NF != 5 { print "not five columns: " $1; bad = 1 }
    $2 == "" { print "no English: " $1; bad = 1 } $3 == "" { print "no Thai: " $1; bad = 1 } END { exit bad }' || fail "words are missing"
lines templates/strings/{feedback,letter,intake,review,issues,pdf}.tsv |
    awk -F'\t' '$4 == "" { print "no Burmese: " $1; bad = 1 } END { exit bad }' || fail "words for centers are missing"
twice=$(lines templates/strings/*.tsv | cut -f1 | sort | uniq -d)
[ -z "$twice" ] || fail "keys that stand twice: $twice"
while IFS= read -r rule; do
    lines templates/strings/issues.tsv | cut -f1 | grep -qxF "$rule" || fail "no message for the rule $rule"
done < <(sed -n 's/^-- id: //p' templates/rules/*.sql)
# {value} in one language and {vlaue} in another
lines templates/strings/*.tsv | awk -F'\t' '
    function places(text,   found, n, list, i, all) {
        n = 0
        while (match(text, /\{[a-z_]+\}/)) {
            list[n++] = substr(text, RSTART, RLENGTH)
            text = substr(text, RSTART + RLENGTH)
        }
        all = ""
        for (i = 0; i < n; i++) if (index(all, list[i]) == 0) all = all list[i]
        return all
    }
    function same(a, b,   text) {
        while (match(a, /\{[a-z_]+\}/)) {
            if (index(b, substr(a, RSTART, RLENGTH)) == 0) return 0
            a = substr(a, RSTART + RLENGTH)
        }
        return 1
    }
    { for (c = 3; c <= 4; c++) if ($c != "" && !(same(places($c), $2))) { print "other places for values than in English: " $1; bad = 1 } }
    END { exit bad }' || fail "places for values differ"
exit $((failures > 0))
