/* Chooses periods from the table calendar_period. */

#include "reports/period_choice.h"

static void add_period(PeriodChoice *choice, Db *db, Arena *arena, Stmt *stmt, Error *err)
{
    if (choice->count == REPORT_PERIODS_MAX)
        return;
    ReportPeriod *period = &choice->items[choice->count++];
    period->code = arena_str(arena, stmt_str(stmt, 0));
    period->first_day = arena_str(arena, stmt_str(stmt, 1));
    period->last_day = arena_str(arena, stmt_str(stmt, 2));
    /* School calendars run side by side: 2026-SY.mlc follows 2025-SY.mlc, not 2025-SY.thai. */
    Stmt *before = db_prepare(db,
                              "SELECT b.period_code FROM calendar_period a"
                              " JOIN calendar_period b ON b.kind = a.kind"
                              " AND b.last_day < a.first_day"
                              " AND substr(b.period_code, instr(b.period_code || '.', '.'))"
                              "   = substr(a.period_code, instr(a.period_code || '.', '.'))"
                              " WHERE a.period_code = ?1"
                              " ORDER BY b.last_day DESC, b.period_code LIMIT 1",
                              err);
    stmt_bind_str(before, 1, period->code, err);
    period->previous = stmt_step(before, err) ? arena_str(arena, stmt_str(before, 0)) : STR("");
    stmt_free(before);
}

/* The wanted period, or the last one of this kind that ends within it. */
static const char WANTED[] = "SELECT p.period_code, p.first_day, p.last_day FROM calendar_period p"
                             " JOIN calendar_period w ON w.period_code = ?2"
                             " WHERE p.kind = ?1 AND (p.period_code = w.period_code OR w.kind <> ?1"
                             "  AND p.last_day BETWEEN w.first_day AND w.last_day)"
                             " ORDER BY p.last_day DESC, p.period_code LIMIT 1";

/* The running period, and the last closed one unless it was released. */
static const char DEFAULTS[] =
    "SELECT p.period_code, p.first_day, p.last_day FROM calendar_period p"
    " WHERE p.kind = ?1 AND p.first_day <= ?2"
    "  AND (p.last_day >= ?2 AND ?1 <> 'month'"
    "   OR p.last_day = (SELECT max(last_day) FROM calendar_period"
    "                    WHERE kind = ?1 AND last_day < ?2)"
    "    AND NOT EXISTS (SELECT 1 FROM release r WHERE r.period_code = p.period_code"
    "                    AND r.audience = ?3 AND r.draft = 0))"
    " ORDER BY p.last_day DESC, p.period_code";

PeriodChoice period_choose(Db *db, Arena *arena, Str kind, Audience audience, Date as_of,
                           const char *wanted, Error *err)
{
    PeriodChoice choice = {0};
    char day[DATE_TEXT_SIZE];
    date_format_iso(as_of, day);
    Stmt *stmt = db_prepare(db, wanted ? WANTED : DEFAULTS, err);
    stmt_bind_str(stmt, 1, kind, err);
    stmt_bind_cstr(stmt, 2, wanted ? wanted : day, err);
    if (!wanted)
        stmt_bind_cstr(stmt, 3, audience_name(audience), err);
    while (stmt_step(stmt, err))
        add_period(&choice, db, arena, stmt, err);
    stmt_free(stmt);
    if (error_ok(err) && wanted && choice.count == 0) {
        Stmt *known =
            db_prepare(db, "SELECT count(*) FROM calendar_period WHERE period_code = ?1", err);
        stmt_bind_cstr(known, 1, wanted, err);
        if (stmt_step(known, err) && stmt_int(known, 0) == 0)
            error_set(err, STATUS_USAGE,
                      "there is no period \"%s\"; expected one such as 2026-Q3 or 2026-09", wanted);
        stmt_free(known);
    }
    return choice;
}
