#!/bin/bash
# No function of ours may have the name of a library's: in a static program ours would silently take
# its place (libxlsxwriter has workbook_close, for one). Nor may two of ours share a name.
set -eu -o pipefail
library=$(dirname "$ROLLBOOK")/librollbook.a
ours=$(mktemp)
theirs=$(mktemp)
trap 'rm -f "$ours" "$theirs"' EXIT

nm --defined-only "$library" 2>/dev/null | awk '$2 ~ /^[TDBR]$/ { print $3 }' | sort > "$ours"
[ -s "$ours" ]
twice=$(uniq -d "$ours")
[ -z "$twice" ] || { echo "defined twice: $twice"; exit 1; }

ldd "$ROLLBOOK" | awk '$3 ~ /^\// { print $3 }' | grep -vE 'libasan|libubsan' |
    while read -r shared; do nm -D --defined-only "$shared" | awk '{ sub(/@.*/, "", $3); print $3 }'; done |
    sort -u > "$theirs"
clash=$(comm -12 "$ours" "$theirs")
[ -z "$clash" ] || { echo "also a library's: $clash"; exit 1; }
