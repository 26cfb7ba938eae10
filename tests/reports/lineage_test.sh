#!/bin/bash
# Every figure printed in the donor's report with a reference ends at cells: `rollbook lineage` of each gives units that
# add up to the figure, and each unit's file, sheet and cell, but for returns that never came and the office's own registry
# (centers, population estimates). For twenty of them the cell's content is looked up in the file itself.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }

"$ROLLBOOK" run --quiet --inputs inputs --outputs "$work/out" --as-of 2026-11-21 >"$work/log" 2>&1
[ $? -le 1 ] || { tail -5 "$work/log"; exit 1; }
"$ROLLBOOK" report donor/quarterly --outputs "$work/out" --period 2026-Q3 --dump >"$work/dump" || exit 1
grep -oE '@[a-z_]+:[^ |>]+|<value [^>]*>' "$work/dump" | grep -oE '[a-z_]+:[0-9A-Z][^ >|]*:[^ >|]+' | sort -u >"$work/references"
count=$(wc -l <"$work/references")
[ "$count" -ge 100 ] || fail "the report has but $count references"

looked_up=0
while read -r reference; do
    "$ROLLBOOK" lineage "$reference" --outputs "$work/out" >"$work/cells" || fail "no lineage of $reference"
    awk -F '\t' -v reference="$reference" '
        NR == 1 { for (i = split($0, word, " "); i > 1; i--) figure[word[i - 1]] = word[i]; next }
        NR == 2 { next }
        { above += $5; below += $6 }
        $3 !~ /^[A-Z]+[0-9]+$/ && !($7 ~ /^center_return / && $5 == 0) && $7 !~ /^(population|center) / { print reference ": " $0; wrong = 1 }
        END {
            if (above - figure["numerator"] > 1e-6 || figure["numerator"] - above > 1e-6 || below != figure["denominator"] + 0) {
                print reference ": units add up to " above " and " below + 0 ", not to " figure["numerator"] " and " figure["denominator"]
                wrong = 1
            }
            exit wrong
        }' "$work/cells" || exit 1
    cut -f 1 "$work/cells" | tail -n +3 | grep -vx -- - | sort -u | while read -r file; do
        [ -f "inputs/$file" ] || fail "$reference: there is no file $file"
    done || exit 1
    # The middle unit of every sixth figure, in the file as `rollbook cat` reads it.
    line=$(awk -F '\t' 'NR > 2 && $4 != "" && $4 != "-"' "$work/cells" | awk '{ all[NR] = $0 } END { print all[int((NR + 1) / 2)] }')
    if [ -n "$line" ] && [ $((looked_up++ % 6)) -eq 0 ]; then
        IFS=$'\t' read -r file sheet cell content _ <<<"$line"
        "$ROLLBOOK" cat "inputs/$file" --sheet "$sheet" 2>"$work/log" | grep -qF -- "$content" ||
            fail "$reference: \"$content\" is not in sheet $sheet of $file, where $cell should hold it"
        echo "$reference $file $sheet $cell" >>"$work/found"
    fi
done <"$work/references" || exit 1
[ "$(wc -l <"$work/found")" -ge 20 ] || fail "only $(wc -l <"$work/found") figures were looked up"
