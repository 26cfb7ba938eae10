#!/bin/bash
# read_bench.sh OUT: times reading beside other readers on generated registers of BENCH_ROWS x 20 (default
# 200000). CPU seconds, best of three. Peers are used where they are there: python-calamine and openpyxl in
# the Python of BENCH_PYTHON (default python3); other formats where soffice can make them.
set -u
out=$1
rows=${BENCH_ROWS:-200000}
python=${BENCH_PYTHON:-python3}
folder=$out/bench-read
bench=$out/tests/bench/read_bench
mkdir -p "$folder"
for kind in xlsx xlsx-inline csv; do
    file=$folder/$kind-$rows.${kind%%-*}
    [ -f "$file" ] || "$bench" make "$kind" "$rows" "$file"
done

peer() { # package, file
    "$python" - "$@" 2>/dev/null <<'PYTHON'
import sys, time, resource
package, path = sys.argv[1:]
best = 1e9
for run in range(3 if package == 'calamine' else 1):
    begin = time.process_time()
    if package == 'calamine':
        import python_calamine
        sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
        for row in sheet.iter_rows():
            pass
    else:
        import openpyxl
        for row in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True):
            pass
    best = min(best, time.process_time() - begin)
print('%.4f %d' % (best, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
PYTHON
}

printf '%-24s %9s %11s %9s %9s %8s\n' 'file, reader' 'cpu s' 'rows/s' 'MB/s' 'peak MiB' 'ratio'
for file in "$folder"/*-"$rows".*; do
    read -r ours count cells bytes peak < <("$bench" read "$file")
    show() { # reader, seconds, KiB
        awk -v n="$(basename "$file") $1" -v s="$2" -v c="$count" -v b="$bytes" -v k="$3" -v o="$ours" \
            'BEGIN { printf "%-24s %9.3f %11.0f %9.0f %9.0f %7.2fx\n", n, s, c / s, b / 1e6 / s, k / 1024, s / o }'
    }
    show rollbook "$ours" "$peak"
    for package in calamine openpyxl; do
        case $file in *.csv) continue ;; esac
        if read -r seconds kib < <(peer "$package" "$file"); then
            show "$package" "$seconds" "$kib"
        else
            printf '%-24s not installed in %s\n' "$package" "$python"
        fi
    done
done
