#!/bin/bash
# The linters as CI runs them: clang-format (nothing to change) and cppcheck.
set -u
cd "$(git rev-parse --show-toplevel)" || exit 1
status=0
mapfile -t files < <(git ls-files '*.c' '*.h')
clang-format --dry-run -Werror "${files[@]}" 2>&1 | grep -E 'error|warning' | head -20
[ "${PIPESTATUS[0]}" -eq 0 ] || status=1
cppcheck -q -j2 --std=c17 --enable=warning,portability --inline-suppr --error-exitcode=1 -I. \
    --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
    $(git ls-files 'pipeline/*.c' 'reports/*.c') || status=1
exit $status
