#!/bin/bash
# rollbook model suggest on tables of many shapes: which columns are compared how, which are left out, and that the
# model of each finds the doubles that were put in.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# expect FILE column kind [role]: the suggested comparison of a column
expect() {
    grep -qE "\"column\": \"$2\", \"kind\": \"$3\".*${4:+\"role\": \"$4\"}" "$1" || {
        echo "$1: expected $2 as $3 ${4:-}"
        grep '"column"' "$1"
        exit 1
    }
}
left_out() { ! grep -q "\"column\": \"$2\"" "$1" || { echo "$1: $2 is compared"; exit 1; }; }

# Registers with numbers for birthdays and addresses in parts, as census offices and clinics write them.
cat > clinic.csv <<'CSV'
rec_id,given_name,surname,street_number,address_1,suburb,postcode,state,date_of_birth,soc_sec_id,cluster
r1,lachlan,berry,69,giblin street,bittern,4814,qld,19990219,7364009,1
r2,lachlan,bery,69,giblin street,bittern,4814,qld,19990219,7364009,1
r3,sarah,bruhn,44,forbes street,kellerberrin,4510,vic,19300213,7535316,2
r4,jacob,lanyon,5,milne cove,beaconsfield,2602,vic,19080712,9497788,3
CSV
"$ROLLBOOK" model suggest clinic.csv > clinic.json 2> notes
for column in rec_id cluster; do left_out clinic.json $column; done
expect clinic.json given_name name individual
expect clinic.json surname name household
expect clinic.json street_number number household
expect clinic.json postcode id household
expect clinic.json date_of_birth date individual
expect clinic.json soc_sec_id id individual

# Short names of columns, birthdays in three parts.
cat > short.csv <<'CSV'
fname_c1,fname_c2,lname_c1,by,bm,bd,stNo,add1,areacode,ssn,ent_id
carsten,,meier,1949,7,22,12,long lane,4814,123456789,1
gerd,werner,bauer,1968,7,27,7,short lane,4510,123456780,2
robert,,hartmann,1930,4,30,3,high road,2602,123456781,3
CSV
"$ROLLBOOK" model suggest short.csv > short.json 2> notes
left_out short.json ent_id
expect short.json fname_c1 name individual
expect short.json lname_c1 name household
expect short.json by number individual
expect short.json bm exact individual
expect short.json stNo number household
expect short.json add1 text household
expect short.json ssn id individual

# Birthdays as people write them, names in capitals, headings in camel case.
awk 'BEGIN {
    srand(7)
    split("BERRY BRUHN LANYON MEIER HARTMANN WALLER OKAFOR DIAZ SANTOS NGUYEN", last, " ")
    split("ANNA JACOB SARAH LOUISE PETER MARTA OMAR IRIS JUAN LENA TOMAS RUTH", first, " ")
    print "VoterRegNum,LastName,FirstName,MidlName,DateOfBirth,GenderCode,FullPhoneNumber,EmailAddress,person"
    for (i = 0; i < 200; i++) {
        l = last[1 + int(rand() * 10)]; f = first[1 + int(rand() * 12)]
        m = 1 + int(rand() * 12); d = 1 + int(rand() * 28); y = 1930 + int(rand() * 70)
        phone = 9190000000 + int(rand() * 9999999); mail = "user" int(rand() * 5000) "@here.org"
        for (copy = 0; copy < 2; copy++)
            print ++row "," l "," f "," (copy ? "" : "LEE") "," sprintf(copy ? "%02d/%02d/%d" : "%d/%d/%d", m, d, y) "," (i % 2 ? "F" : "M") "," \
                (rand() < 0.5 ? phone : "") "," mail "," i
    }
}' > voters.csv
"$ROLLBOOK" model suggest --ignore person voters.csv > voters.json 2> notes
left_out voters.json VoterRegNum
expect voters.json DateOfBirth date individual
expect voters.json FirstName name individual
expect voters.json FullPhoneNumber id household
expect voters.json EmailAddress email individual
"$ROLLBOOK" dedupe --model voters.json --truth person voters.csv 2> figures > groups # 2/13 and 02/13 are one day
awk -F'\t' '$1 == "cluster_f1" { found = $2 } END { exit !(found >= 0.98) }' figures || { cat figures; exit 1; }

# Two tables without doubles of their own only link to each other; two with doubles are deduped as well.
awk 'NR == 1 || NR % 2 == 0' voters.csv > first.csv
awk 'NR == 1 || NR % 2 == 1' voters.csv > second.csv
"$ROLLBOOK" model suggest --ignore person first.csv second.csv 2> notes | grep -q '"link_type": "link_only"'
awk 'NR <= 200' voters.csv > first.csv
awk 'NR == 1 || NR > 200' voters.csv > second.csv
"$ROLLBOOK" model suggest --ignore person first.csv second.csv 2> notes | grep -q '"link_type": "link_and_dedupe"'

# What is no person has no siblings; titles and lists of authors are compared word by word.
awk 'BEGIN {
    srand(3)
    split("graph index query stream cache parallel adaptive learning join temporal spatial fuzzy mining semantic storage secure", word, " ")
    split("Anders Breen Cole Dahl Eriks Fong Gupta Hale Iyer Jonas Kim Lund", name, " ")
    print "id,title,authors,venue,year,cluster" > "library.csv"
    for (i = 0; i < 400; i++) {
        title = ""
        for (k = 0; k < 6; k++) title = title word[1 + int(rand() * 16)] int(rand() * 60) " "
        authors = name[1 + int(rand() * 12)] " A., " name[1 + int(rand() * 12)] " B., " name[1 + int(rand() * 12)] " C."
        for (copy = 0; copy < 1 + (i % 3 > 0); copy++) {
            if (copy) sub(/ [a-z]+[0-9]+ $/, "", title)
            print i "-" copy ",\"" title "\",\"" authors "\"," (copy ? "VLDB" : "Very Large Data Bases") "," 1990 + i % 14 "," i > "library.csv"
        }
    }
}'
"$ROLLBOOK" model suggest library.csv > library.json 2> notes
expect library.json title words
expect library.json authors words
! grep -q '"role"' library.json
grep -q 'words(title)' library.json
"$ROLLBOOK" dedupe --model library.json --truth cluster library.csv 2> figures > groups
awk -F'\t' '$1 == "cluster_f1" { found = $2 } END { exit !(found >= 0.97) }' figures || { cat figures; exit 1; }
