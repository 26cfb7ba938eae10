# What cannot be rebuilt: a warehouse that was deleted, emptied, overwritten or damaged in one page stops the run, which
# names the command that brings it back; after it ids, decisions and the audit chain are what they were.

. tests/night/lib.sh

outputs=$office/outputs
rollbook() { "$ROLLBOOK" "$@" --inputs "$office/inputs" --outputs "$outputs"; }
fail() {
    echo "$*"
    failures=$((failures + 1))
}
keep() { # what must come back: ids with their children, decisions
    sqlite3 "$outputs/warehouse.db" "SELECT public_id, status, display_name, birth_from FROM child ORDER BY child_id;
        SELECT left_key, right_key, answer, applied FROM link_decision ORDER BY link_decision_id"
}

# Runs, expects exit code 4 and a command to type, types it, and expects everything back.
cure() { # what was done
    rollbook run --quiet --as-of $as_of >"$office/out" 2>"$office/message"
    local code=$?
    [ $code -eq 4 ] || fail "$1: the run ended with $code: $(cat "$office/message")"
    local command
    command=$(grep -oE '"rollbook restore[^"]*"' "$office/message" | tr -d '"')
    [ -n "$command" ] || { fail "$1: no command is named: $(cat "$office/message")"; return; }
    # shellcheck disable=SC2086 # the words of the command
    rollbook ${command#rollbook } >"$office/out" 2>"$office/message" || fail "$1: $command: $(cat "$office/message")"
    rollbook verify >"$office/out" 2>&1
    grep -q 'was changed after' "$office/out" && fail "$1: reports younger than the backup count as changed: $(head -2 "$office/out")"
    night "$outputs"
    keep >"$office/after"
    same "$1: ids and decisions" "$office/before" "$office/after"
    rollbook verify >"$office/out" 2>&1 || fail "$1: verify: $(cat "$office/out")"
}

make_small_inputs
night "$outputs"
rollbook decide 1 2 different --by tester --why "two cards" >"$office/out" || fail "decide"
night "$outputs"
rollbook verify >"$office/out" 2>&1 || fail "verify: $(cat "$office/out")"
keep >"$office/before"
[ "$(wc -l <"$office/before")" -gt 200 ] || fail "too few children"

rm "$outputs"/warehouse.db*
cure "deleted"
: >"$outputs/warehouse.db"
cure "emptied"
head -c 100000 /dev/urandom >"$outputs/warehouse.db"
cure "overwritten"

# One page after the other, wherever it is, that something uses: a fault in a free page is none.
for part in 1 4 7; do
    db=$outputs/warehouse.db
    page=$(sqlite3 "$db" "SELECT pageno FROM dbstat WHERE pageno >= (SELECT max(pageno) FROM dbstat) * $part / 8 AND unused < pgsize / 4
                          ORDER BY pageno LIMIT 1")
    size=$(sqlite3 "$db" "PRAGMA page_size")
    at=$(((page - 1) * size))
    head -c "$size" /dev/urandom | dd of="$db" bs=1 seek=$at conv=notrunc status=none
    rollbook verify >"$office/out" 2>"$office/message"
    code=$?
    [ $code -eq 4 ] || { fail "verify sees nothing of a damaged page $page (exit code $code)"; continue; }
    # The next evening looks at it even where nothing came in.
    as_of=2026-11-$((21 + part))
    cure "page at $at"
done

# A damaged backup is refused, and the warehouse stays.
newest=$(find "$outputs/backups" -name '*.db' | sort | tail -1)
cp "$newest" "$office/bad.db"
head -c 8192 /dev/urandom | dd of="$office/bad.db" bs=1 seek=40960 conv=notrunc status=none
rollbook restore "$office/bad.db" >"$office/out" 2>&1
[ $? -eq 4 ] || fail "a damaged backup was restored: $(cat "$office/out")"
rollbook verify >"$office/out" 2>&1 || fail "after a refused restore: $(cat "$office/out")"

# A report that somebody changed is found.
echo x >>"$(find "$outputs/officer" -name 'batch*en.md' | sort | tail -1)"
rollbook verify >"$office/out" 2>&1
[ $? -eq 1 ] || fail "a changed report passes"
grep -q 'was changed after it was written' "$office/out" || fail "verify does not name the report: $(cat "$office/out")"

# Without a backup the run stops as well: reports show that there was a warehouse.
rm -rf "$outputs"/warehouse.db* "$outputs/backups"
rollbook run --quiet --as-of 2026-11-29 >"$office/out" 2>"$office/message"
[ $? -eq 4 ] || fail "a new warehouse took the place of the lost one"
grep -q 'rollbook restore' "$office/message" || fail "no way out is named: $(cat "$office/message")"

exit $failures
