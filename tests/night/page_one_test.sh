#!/bin/bash
# However much there is to do, page one of the batch report names every kind of it, in both languages, and the cure
# stands there: silent centers, held, unreadable, vanished, withdrawn, rejected and late files, headings, pairs,
# answers that are not obeyed, faults of centers and of the office's own files. The lists follow on later pages.
. tests/night/lib.sh
outputs=$office/outputs
fail() {
    echo "$*"
    failures=$((failures + 1))
}
answer() { # ANSWER ID ID
    "$ROLLBOOK" decide "$2" "$3" "$1" --by tester --why test --inputs "$office/inputs" --outputs "$outputs" >"$office/log" ||
        fail "decide: $(cat "$office/log")"
}
take() { # ACTION PATH...: the officer's word on files
    local action=$1 path
    shift
    for path; do
        (cd "$office/inputs" && printf '%s\t\t\t%s\ttest\n' "$(sha256sum "$path" | cut -c1-12)" "$action" >>registry/files.tsv)
    done
}

make_small_inputs
cp -r inputs/TSA-005 "$office/inputs/"
mkdir -p "$office/inputs/mail/lost" "$office/inputs/TSA-005/2026-11" "$office/inputs/office" "$office/later"
for i in $(seq 1 30); do # whose are they?
    printf 'No,Name,Sex,Date of birth,Grade\n1,Saw Moo %s,M,2015-03-02,Grade 3\n' "$i" >"$office/inputs/mail/lost/list $i.csv"
done
printf 'No,Name,Sex,Date of birth,Grade,Shoe size\n1,Saw Moo Wah,M,2015-03-02,Grade 3,31\n' >"$office/inputs/TSA-005/2026-11/new.csv"
"$ROLLBOOK" cat inputs/office/2026-11/visits-2026.xlsx | sed -E '2,4s/20[0-9-]{8}/in the rain/' >"$office/inputs/office/visits.csv"
(
    cd "$office/inputs" || exit 1
    sha256sum mail/lost/*.csv TSA-005/2026-11/new.csv office/visits.csv | cut -d' ' -f1 >>registry/sample.tsv # invented, too
    find . -path '*2026-10*' -name '*attendance*' -exec cp --parents {} ../later \; -delete
)
printf 'sha256\tcenter\tperiod\taction\twhy\n' >"$office/inputs/registry/files.tsv"
night "$outputs"

as_of=2026-11-23
cp -r "$office/later/." "$office/inputs/"
ids=($(sqlite3 "$outputs/warehouse.db" "SELECT public_id FROM child WHERE status = 'live' ORDER BY child_id LIMIT 3"))
answer same "${ids[0]}" "${ids[1]}"
answer same "${ids[1]}" "${ids[2]}"
grep -q contradiction "$office/log" && fail "two answers that agree are told as a contradiction"
answer different "${ids[0]}" "${ids[2]}"
grep -q 'contradiction: review/decisions.tsv:[0-9]* says different, review/decisions.tsv:[0-9]* ' "$office/log" ||
    fail "decide does not tell the contradiction: $(cat "$office/log")"
mapfile -t some < <(cd "$office/inputs" && find . -path '*2026-0[56]*' -type f | sort)
take withdraw "${some[@]:0:3}"
take reject "mail/lost/list 1.csv" "mail/lost/list 2.csv"
(cd "$office/inputs" && rm "${some[@]:3:4}")
night "$outputs"

page() { pdftotext -f 1 -l 1 -layout "$outputs/officer/2026-10/batch-2026-10-$1.pdf" - | tr -s ' \n' ' '; }
count() { # a kind in words: the number that page one gives
    page en | grep -oP "\Q$1: \E\K[0-9]+" || fail "page one does not tell: $1"
}
for kind in 'Centers that have sent nothing (days late)' 'Files held until you decide' 'Files that cannot be read' \
    'Files gone from the folder, still counted' 'Unknown headings, whose columns were not used' \
    'Answers of yours that are not obeyed' 'Faults to send back to centers' "Faults in the office's own files" \
    'Files that came late (days late)' 'Files out of use on your word' 'Files not taken in, on your word' \
    'Files gone from the folder since the last run' 'Children joined or parted'; do
    [ "$(count "$kind")" -gt 0 ] || fail "none of: $kind"
done
[ "$(count 'Files out of use on your word')" = 3 ] || fail "not three withdrawn files"
[ "$(count 'Files held until you decide')" -ge 28 ] || fail "not all held files are counted"
page en | grep -q 'To take one back, remove its line from inputs/registry/files.tsv' || fail "no cure for a withdrawn file"
page en | grep -q 'page 1 of' || fail "that was not page one"
for kind in 'ยังไม่ได้ส่งข้อมูล' 'รอการตัดสินใจ' 'ถอนออกตามคำสั่ง' 'มาล่าช้า' 'ไม่พบในโฟลเดอร์'; do
    page th | tr -d ' ' | grep -q "$kind" || fail "page one in Thai does not tell: $kind"
done

# The office's own files go back to no center: their faults stand in the report, cell by cell.
own() { sed -n '/Faults of the office.s own files, cell by cell/,/^#/p' "$outputs/officer/2026-10/batch-2026-10-en.md"; }
own | grep -q 'office/visits.csv' || fail "no table of the office's own files"
own | grep -E '\| B2 \|.*in the rain' >/dev/null || fail "the cell of the fault is not told: $(own | head -12)"

# status begins the same way
"$ROLLBOOK" status --outputs "$outputs" >"$office/look"
head -12 "$office/look" | grep -q '^  - Files held until you decide: ' || fail "status does not begin with the summary"
sed -n '/^Changes since the last run/,/^$/p' "$office/look" | grep -q 'Files out of use on your word: 3' || fail "status: withdrawn files"
exit $((failures > 0))
