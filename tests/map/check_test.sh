#!/bin/bash
# rollbook check: findings at their cells, nothing left behind, exit codes.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir -p inputs/registry outputs
printf 'center_code\tname_en\nHKW-003\tHway Ka Loke\n' >inputs/registry/centers.tsv
printf 'No,Name,Sex,DOB,Grade\n1,Naw A,F,2016-01-02,G1\n2,Nilar,qq,31/31/2015,G77\n3,Saw C,M,2015-05-06,G2\n4,Saw D,M,2015-07-06,G2\n' \
    >'HKW-003 register 2026-06.csv'

fail() {
    echo "FAILED: $1"
    cat out
    exit 1
}

code=0
"$ROLLBOOK" check 'HKW-003 register 2026-06.csv' >out 2>err || code=$?
[ $code = 1 ] || fail "findings give exit code 1, not $code"
grep -q 'C3 error: "qq"' out || fail "the sex in C3"
grep -q 'D3 .*"31/31/2015"' out || fail "the date in D3"
grep -q 'E3 error: The grade "G77"' out || fail "the grade in E3"
grep -q 'register of HKW-003, 2026-06: 4 rows' out || fail "what the file is"
[ -z "$(ls outputs)" ] || fail "nothing is written"

printf 'No,Name,Sex,DOB,Grade\n1,Naw A,F,2016-01-02,G1\n' >'HKW-003 register 2026-07.csv'
"$ROLLBOOK" check 'HKW-003 register 2026-07.csv' >out 2>err || fail "a clean file gives exit code 0"

code=0
printf 'PK\3\4 broken' >broken.xlsx
"$ROLLBOOK" check broken.xlsx >out 2>err || code=$?
[ $code = 3 ] || fail "a file that cannot be read gives exit code 3, not $code"

# Center and period of a file that says neither; what it says itself counts more.
code=0
printf 'No,Name,Sex,DOB,Grade\n1,Naw A,F,2016-01-02,G1\n' >list.csv
"$ROLLBOOK" check list.csv >out 2>err || code=$?
[ $code = 1 ] || fail "a file of nobody is a finding"
"$ROLLBOOK" check --center HKW-003 --period 2026-06 list.csv >out 2>err || fail "center and period given"
grep -q 'register of HKW-003, 2026-06: 1 rows' out || fail "what was assumed"
"$ROLLBOOK" check --center HKW-003 --period 2026-06 'HKW-003 register 2026-07.csv' >out 2>err || fail "its own"
grep -q 'register of HKW-003, 2026-07: 1 rows' out || fail "the file's own period"
code=0
"$ROLLBOOK" check --period someday list.csv >out 2>err || code=$?
[ $code = 2 ] || fail "a period that is none gives exit code 2, not $code"

# A corrected copy: lost zeros, Zawgyi, a Buddhist year in a date cell; the rest stays.
cat >'HKW-003 register 2026-06.xls' <<'END'
<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="d"><NumberFormat ss:Format="yyyy-mm-dd"/></Style></Styles>
<Worksheet ss:Name="Students"><Table>
<Row><Cell><Data ss:Type="String">No</Data></Cell><Cell><Data ss:Type="String">Name</Data></Cell><Cell><Data ss:Type="String">Sex</Data></Cell><Cell><Data ss:Type="String">DOB</Data></Cell><Cell><Data ss:Type="String">Thai ID</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="String">ေအာင္ေက်ာ္မင္း</Data></Cell><Cell><Data ss:Type="String">M</Data></Cell><Cell ss:StyleID="d"><Data ss:Type="DateTime">2557-05-12T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">63112345673</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">2</Data></Cell><Cell><Data ss:Type="String">ခင္မ်ိဳးသန္႔</Data></Cell><Cell><Data ss:Type="String">F</Data></Cell><Cell ss:StyleID="d"><Data ss:Type="DateTime">2558-06-02T00:00:00.000</Data></Cell><Cell><Data ss:Type="String">0063112345673</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">3</Data></Cell><Cell><Data ss:Type="String">ျမင့္ျမတ္သူ</Data></Cell><Cell><Data ss:Type="String">F</Data></Cell><Cell ss:StyleID="d"><Data ss:Type="DateTime">2015-07-03T00:00:00.000</Data></Cell><Cell><Data ss:Type="String">=1+1</Data></Cell></Row>
</Table></Worksheet></Workbook>
END
code=0
"$ROLLBOOK" check --corrected fixed.xlsx 'HKW-003 register 2026-06.xls' >out 2>err || code=$?
[ $code = 1 ] || fail "the finding of the third id stays a finding: $code"
grep -q 'fixed.xlsx: 6 cells corrected' out || fail "the number of corrections"
"$ROLLBOOK" cat fixed.xlsx >out
cat >expected <<'END'
No,Name,Sex,DOB,Thai ID
1,အောင်ကျော်မင်း,M,2014-05-12,0063112345673
2,ခင်မျိုးသန့်,F,2015-06-02,0063112345673
3,မြင့်မြတ်သူ,F,2015-07-03,=1+1
END
diff -u expected <(tr -d '\r' <out) || fail "the corrected copy"
"$ROLLBOOK" cat --list fixed.xlsx | grep -q 'Students' || fail "the sheet's name"
code=0
"$ROLLBOOK" check --corrected fixed.xlsx list.csv >out 2>err || code=$?
[ $code = 2 ] || fail "nothing is written over: $code"
code=0
"$ROLLBOOK" check --corrected both.xlsx list.csv broken.xlsx >out 2>err || code=$?
[ $code = 2 ] || fail "one file at a time: $code"
[ ! -e both.xlsx ] || fail "nothing was written"
