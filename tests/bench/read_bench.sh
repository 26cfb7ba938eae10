#!/bin/bash
# read_bench.sh OUT: times reading beside other readers on generated registers of 20 columns: BENCH_ROWS (default
# 200000) rows as xlsx, csv and XML; as xls and ods, where soffice can make them, as many as .xls can hold. CPU
# seconds, best of three (peers slower than five seconds: one run). "read" types every cell and prints nothing, "cat"
# is `rollbook cat` from start to end, "scan" only finds where a CSV's fields end. Peers are used where they are there:
# calamine and, for CSV, the csv crate (built with cargo; or the python-calamine of BENCH_PYTHON), openpyxl in
# BENCH_PYTHON (default python3), SheetJS in BENCH_NODE (a folder with node_modules/xlsx).
set -u
out=$1
rows=${BENCH_ROWS:-200000}
python=${BENCH_PYTHON:-python3}
node=${BENCH_NODE:-$out/peers}
folder=$out/bench-read
bench=$out/tests/bench/read_bench
calamine=$out/peers/release/calamine_bench
mkdir -p "$folder"

make_file() { # kind, rows
    local file=$folder/$1-$2.${1%%-*}
    [ -f "$file" ] || "$bench" make "$1" "$2" "$file"
}
convert() { # from, ending
    local made=${1%.*}.$2
    [ -f "$made" ] || timeout 600 soffice --headless --convert-to "$2" --outdir "$folder" "$1" >/dev/null 2>&1
}
for kind in xlsx xlsx-inline csv xml; do make_file "$kind" "$rows"; done
few=$((rows < 65000 ? rows : 65000))
if command -v soffice >/dev/null; then
    make_file xlsx "$few"
    convert "$folder/xlsx-$few.xlsx" xls
    convert "$folder/xlsx-$few.xlsx" ods
fi
if [ ! -x "$calamine" ] && command -v cargo >/dev/null; then
    mkdir -p "$out/peers"
    cp -r tests/bench/calamine "$out/peers/"
    cargo build -q --release --manifest-path "$out/peers/calamine/Cargo.toml" --target-dir "$out/peers" \
        >"$out/peers.log" 2>&1
fi

python_peer() { # package, file
    "$python" - "$@" 2>/dev/null <<'PYTHON'
import sys, time, resource
package, path = sys.argv[1:]
best = 1e9
for run in range(3 if package == 'calamine' else 1):
    begin = time.process_time()
    if package == 'calamine':
        import python_calamine
        for row in python_calamine.load_workbook(path).get_sheet_by_index(0).iter_rows():
            pass
    elif package == 'csv':
        import csv
        for row in csv.reader(open(path, newline='', encoding='utf-8')):
            pass
    else:
        import openpyxl
        for row in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True):
            pass
    best = min(best, time.process_time() - begin)
print('%.4f 0 0 0 %d' % (best, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
PYTHON
}
node_peer() { # file
    NODE_PATH=$node/node_modules node --max-old-space-size=4096 - "$1" 2>/dev/null <<'NODE'
const xlsx = require('xlsx');
const begin = process.cpuUsage();
const book = xlsx.readFile(process.argv[2], {dense: true, sheets: 0});
const spent = process.cpuUsage(begin);
if (!book.SheetNames.length) process.exit(1);
console.log(((spent.user + spent.system) / 1e6).toFixed(4), 0, 0, 0, process.resourceUsage().maxRSS);
NODE
}

printf '%-34s %9s %11s %8s %9s %8s\n' 'file, reader' 'cpu s' 'rows/s' 'MB/s' 'peak MiB' 'ratio'
show() { # file, reader, seconds, KiB, rows, bytes, our seconds
    awk -v n="$(basename "$1"), $2" -v s="$3" -v k="$4" -v c="$5" -v b="$6" -v o="$7" \
        'BEGIN { printf "%-34s %9.3f %11.0f %8.0f %9.1f %7.2fx\n", n, s, c / s, b / 1e6 / s, k / 1024, s / o }'
}
measure() { # file, reader, rows, bytes, our seconds, command...
    local file=$1 name=$2 count=$3 bytes=$4 ours=$5 seconds rest kib
    shift 5
    if read -r seconds rest < <("$@" 2>/dev/null) && kib=${rest##* } && [ -n "$seconds" ]; then
        show "$file" "$name" "$seconds" "$kib" "$count" "$bytes" "$ours"
    else
        printf '%-34s not to be had\n' "$(basename "$file"), $name"
    fi
}
for file in "$folder"/*-"$rows".* "$folder"/*-"$few".xls "$folder"/*-"$few".ods; do
    [ -f "$file" ] || continue
    read -r ours count _ bytes peak < <("$bench" read "$file")
    show "$file" read "$ours" "$peak" "$count" "$bytes" "$ours"
    measure "$file" cat "$count" "$bytes" "$ours" "$bench" time 3 "$out/rollbook" cat "$file"
    case $file in
    *.csv)
        measure "$file" scan "$count" "$bytes" "$ours" "$bench" scan "$file"
        [ ! -x "$calamine" ] || measure "$file" "csv crate" "$count" "$bytes" "$ours" "$calamine" "$file"
        measure "$file" "Python csv" "$count" "$bytes" "$ours" python_peer csv "$file"
        ;;
    *.xml) ;;
    *)
        if [ -x "$calamine" ]; then
            measure "$file" calamine "$count" "$bytes" "$ours" "$calamine" "$file"
        else
            measure "$file" calamine "$count" "$bytes" "$ours" python_peer calamine "$file"
        fi
        case $file in *.xlsx) measure "$file" openpyxl "$count" "$bytes" "$ours" python_peer openpyxl "$file" ;; esac
        measure "$file" SheetJS "$count" "$bytes" "$ours" node_peer "$file"
        ;;
    esac
done

echo
echo 'memory by the number of rows, inline strings (KiB without the mapped file)'
for part in 8 4 2 1; do
    make_file xlsx-inline $((rows / part))
    read -r _ count _ _ peak < <("$bench" read "$folder/xlsx-inline-$((rows / part)).xlsx" 1)
    printf '%11d rows %9d KiB\n' "$count" "$peak"
done
