#!/bin/bash
# The linters as CI runs them: clang-format (nothing to change) and cppcheck. Suppressed is what Debian's
# cppcheck 2.10 says of correct C17: designated initialisers it does not understand, and NULL behind a
# variadic call, which the compiler checks by the sentinel attribute.
set -u
cd "$(git rev-parse --show-toplevel)" || exit 1
status=0
mapfile -t files < <(git ls-files '*.c' '*.h')
clang-format --dry-run -Werror "${files[@]}" 2>&1 | grep -E 'error|warning' | head -20
[ "${PIPESTATUS[0]}" -eq 0 ] || status=1
cppcheck -q -j2 --std=c17 --enable=warning,portability --inline-suppr --error-exitcode=1 -I. \
    --suppress=missingIncludeSystem --suppress=varFuncNullUB \
    --suppress=internalAstError --suppress=legacyUninitvar --suppress=normalCheckLevelMaxBranches \
    $(git ls-files 'pipeline/*.c' 'reports/*.c') || status=1
exit $status
