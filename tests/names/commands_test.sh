#!/bin/bash
# The small tools of the command line: names, dates, ids, text. One line out for each line in.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# same NAME EXPECTED: standard input must be the expected text
same() {
    local got
    got=$(cat)
    if [ "$got" != "$2" ]; then
        printf 'FAILED: %s\nexpected:\n%s\nfound:\n%s\n' "$1" "$2" "$got"
        touch "$folder/failed"
    fi
}

printf 'b\ta\tnote\nနော်အဲဖော\tNaw Eh Phaw\tx\n\t\t\n# Zaw\tZaw\t\nKyaw Kyaw\tKyawkyaw\n' >"$folder/pairs.tsv"
"$ROLLBOOK" names --pairs "$folder/pairs.tsv" | same "names --pairs" "$(printf '%s\n' \
    'a	b	similarity	block_shared' \
    'Naw Eh Phaw	နော်အဲဖော	1.0000	1' \
    '		0.0000	0' \
    'Zaw	# Zaw	1.0000	1' \
    'Kyawkyaw	Kyaw Kyaw	1.0000	1')"
"$ROLLBOOK" names "Naw Eh Paw" "နော်အဲဖော" | grep -c 'level B' | same "names explains" 1
"$ROLLBOOK" names --json "Kyaw Kyaw" "ကျော်ကျော်" | grep -o '"similarity":1.0000,"level":"A","block_shared":true' |
    same "names --json" '"similarity":1.0000,"level":"A","block_shared":true'

printf 'input\tcell_type\tcontext\n07/03/2558\ttext\tvote=1\n42188\tdate\t\n2015-07-03\tdate\tus_swap=1\n40608\tnumber\td1904=1\n\n7/3/57\ttext\torder=DMY,vote=1,era=BE\n9 ปี\ttext\tref=2025-06-01\n' >"$folder/dates.tsv"
"$ROLLBOOK" dates --table "$folder/dates.tsv" | same "dates --table" "$(printf '%s\n' \
    'input	value	precision	calendar	flags' \
    '07/03/2558	2015-03-07	day	BE	' \
    '42188		none		unparsed' \
    '2015-07-03	2015-03-07	day	CE	date_cell us_locale_swap' \
    '40608	2015-03-07	day	excel1904	serial' \
    '		none		empty' \
    '7/3/57	2014-03-07	day	BE	yy' \
    '9 ปี	2015-06-02/2016-06-01	interval	age	age')"
"$ROLLBOOK" dates 07/03/2015 | tail -n 1 |
    same "dates TEXT" '07/03/2015	2015-03-07	day	CE	dm_ambiguous	2015-07-03'

printf 'input\tkind\n63112345673\tthai_id\nG68 63 00000017\tg_code\n\tphone\n0876543210\tphone\n' >"$folder/ids.tsv"
"$ROLLBOOK" ids --table "$folder/ids.tsv" | same "ids --table" "$(printf '%s\n' \
    'input	normal	status' \
    '63112345673	0063112345673	repaired' \
    'G68 63 00000017	G686300000017	valid' \
    '		' \
    '0876543210	+66876543210	valid')"
printf 'input\n63112345673\nG68 63 00000017\n0876543210\n' | "$ROLLBOOK" ids --table - | cut -f 2 |
    same "ids without a kind" "$(printf '%s\n' normal 0063112345673 G686300000017 +66876543210)"

printf 'ေအာင္ေက်ာ္မင္း\nသန်းရင်\n\nSaw Htoo\n' >"$folder/lines"
"$ROLLBOOK" text --detect <"$folder/lines" | cut -f 1 | same "text --detect" "$(printf '%s\n' \
    label zawgyi unicode none none)"
printf 'ေအာင္ေက်ာ္မင္း\nSaw Htoo\n\n' | "$ROLLBOOK" text --convert | cat -A | tail -n 2 |
    same "text --convert keeps lines" "$(printf '%s\n' 'Saw Htoo$' '$')"
printf 'ေအာင္ေက်ာ္မင္း\n' | "$ROLLBOOK" text --convert | same "text --convert" 'အောင်ကျော်မင်း'

for wrong in "names A" "dates" "ids" "text" "text --detect --convert" "names --pairs $folder/dates.tsv"; do
    # shellcheck disable=SC2086
    "$ROLLBOOK" $wrong </dev/null >/dev/null 2>&1 && {
        echo "FAILED: \"$wrong\" was taken"
        touch "$folder/failed"
    }
done
[ ! -e "$folder/failed" ]
