#!/bin/bash
# Checks that dependencies run one way (DESIGN section 1): every folder may include only what stands
# before it here. Prints each include that does not fit.
#
#   base < config < warehouse < libraries (read names values disclose) < stages and tools < cli
#   reports: base, config, warehouse, libraries; among its own folders model < query, text, figure ...
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0

# allowed FOLDER: the folders that it may include, besides itself
allowed() {
    local ground="pipeline/base pipeline/config pipeline/warehouse"
    local libraries="pipeline/read pipeline/names pipeline/values pipeline/disclose"
    case $1 in
    pipeline/base) echo "" ;;
    pipeline/config) echo "pipeline/base" ;;
    pipeline/warehouse) echo "pipeline/base pipeline/config" ;;
    pipeline/values) echo "$ground pipeline/names" ;;
    pipeline/names | pipeline/read | pipeline/disclose) echo "$ground" ;;
    pipeline/cli) echo "pipeline reports" ;;
    pipeline/*) echo "$ground $libraries" ;;
    reports/model) echo "$ground" ;;
    reports/query | reports/audience | reports/text | reports/figure) echo "$ground $libraries reports/model reports/query reports/audience" ;;
    reports/layout) echo "$ground reports/model reports/query reports/text reports/figure" ;;
    reports/template) echo "$ground $libraries reports/model reports/query reports/audience" ;;
    reports/write) echo "$ground reports/model reports/query reports/text reports/figure reports/layout" ;;
    reports) echo "$ground $libraries reports" ;;
    reports/*) echo "$ground $libraries reports" ;;
    esac
}

# Thousands of includes: nothing is started for one.
declare -A allowed_of
while IFS=: read -r file include; do
    folder=${file%/*} target=${include%/*}
    if [[ $folder == */*/* ]]; then
        rest=${folder#*/}
        folder=${folder%%/*}/${rest%%/*}
    fi
    [[ $target == "$folder" || $target == "$folder"/* ]] && continue
    [[ -v allowed_of[$folder] ]] || allowed_of[$folder]=$(allowed "$folder")
    fits=no
    for prefix in ${allowed_of[$folder]}; do
        [[ $target == "$prefix" || $target == "$prefix"/* ]] && fits=yes
    done
    # stages do not know each other, and nobody but cli knows a stage
    if [[ $include == */stage_*.h && $folder != pipeline/cli ]]; then fits=no; fi
    if [ $fits = no ]; then
        echo "$file includes $include"
        status=1
    fi
done < <(grep -rHoE '^#include "(pipeline|reports)/[^"]+"' pipeline reports --include='*.c' --include='*.h' |
    sed -E 's/#include "([^"]+)"/\1/')
if grep -rlE '#include [<"]hpdf' reports pipeline --include='*.c' --include='*.h' | grep -v '^reports/write/pdf'; then
    echo "only reports/write/pdf* may include libharu"
    status=1
fi
exit $status
