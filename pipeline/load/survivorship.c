#include "pipeline/load/survivorship.h"

#include "pipeline/base/mem.h"
#include "pipeline/load/papers.h"

/* What the latest record says, in the order of temp.evidence and of the UPDATE. */
enum {
    LATEST_NAME,
    LATEST_NAME_EN,
    LATEST_ETHNICITY,
    LATEST_NATIONALITY,
    LATEST_RELIGION,
    LATEST_DISABILITY,
    LATEST_THAI_ID,
    LATEST_G_CODE,
    LATEST_COUNT
};
enum {
    ROW_CHILD,
    ROW_DATE,
    ROW_RAW,
    ROW_SEX,
    ROW_BIRTH_FROM,
    ROW_BIRTH_TO,
    ROW_BIRTH_PRECISION,
    ROW_LATEST,
    /* of registers */
    ROW_THAI_ID_GIVEN = ROW_LATEST + LATEST_COUNT,
    ROW_THAI_ID_STATUS,
    ROW_PASSPORT,
    ROW_PINK_CARD,
    ROW_NRC,
    ROW_DOCUMENT,
};
#define EVIDENCE                                                                                   \
    "SELECT child_id, date, raw_row_id, sex, birth_from, birth_to, birth_precision, name,"         \
    " name_en, ethnicity, nationality, religion, disability, thai_id13, g_code"
/* Both views are ordered by child. */
static const char REGISTERS[] = EVIDENCE ", thai_id13_given, thai_id13_status, passport_no,"
                                         " nonthai_card_no, myanmar_nrc, document_type"
                                         " FROM temp.evidence",
                  OTHER_LISTS[] = EVIDENCE " FROM temp.other_evidence";

/* A value with the record that it comes from. */
typedef struct Latest {
    Str value, date;
    int64_t raw_row_id;
} Latest;

/* What several records say alike. */
typedef struct Vote {
    Str value, to, precision; /* sex; or a birth's interval */
    int records;
    Str date;           /* the latest of them */
    int64_t raw_row_id; /* the first of them */
} Vote;

typedef struct VoteList {
    Vote *votes;
    size_t count, cap;
} VoteList;

/* One child's records, added up. */
typedef struct Portrait {
    Arena *arena;
    Latest latest[LATEST_COUNT];
    VoteList sexes, births;
    Str document;
} Portrait;

/* A cursor over rows in order of child_id, its first column. */
typedef struct ChildRows {
    Stmt *stmt;
    bool has_row;
} ChildRows;

static ChildRows child_rows(Db *db, const char *sql, Error *err)
{
    ChildRows rows = {.stmt = db_prepare(db, sql, err)};
    rows.has_row = stmt_step(rows.stmt, err);
    return rows;
}

/* Whether the cursor stands at a row of the child; rows of children before it are passed over. */
static bool at_child(ChildRows *rows, int64_t child_id, Error *err)
{
    while (rows->has_row && stmt_int(rows->stmt, 0) < child_id)
        rows->has_row = stmt_step(rows->stmt, err);
    return rows->has_row && stmt_int(rows->stmt, 0) == child_id;
}

static Str kept(Portrait *portrait, Str text)
{
    return text.ptr ? arena_str(portrait->arena, text) : text;
}

static void add_vote(Portrait *portrait, VoteList *list, Str value, Str to, Str precision, Str date,
                     int64_t raw_row_id)
{
    if (!value.ptr)
        return;
    Vote *vote = list->votes;
    Vote *end = vote + list->count;
    while (vote < end && !(str_eq(vote->value, value) && str_eq(vote->to, to) &&
                           str_eq(vote->precision, precision)))
        vote++;
    if (vote == end) {
        x_grow(list->votes, list->cap, list->count + 1);
        vote = &list->votes[list->count++];
        *vote = (Vote){.value = kept(portrait, value),
                       .to = kept(portrait, to),
                       .precision = kept(portrait, precision),
                       .date = kept(portrait, date),
                       .raw_row_id = raw_row_id};
    }
    vote->records++;
    if (str_cmp(date, vote->date) > 0)
        vote->date = kept(portrait, date);
    if (raw_row_id < vote->raw_row_id)
        vote->raw_row_id = raw_row_id;
}

static int precision_rank(Str precision)
{
    return str_is(precision, "day")     ? 3
           : str_is(precision, "month") ? 2
           : str_is(precision, "year")  ? 1
                                        : 0;
}

static bool outvotes(const Vote *a, const Vote *b)
{
    int rank_a = precision_rank(a->precision), rank_b = precision_rank(b->precision);
    if (rank_a != rank_b)
        return rank_a > rank_b;
    if (a->records != b->records)
        return a->records > b->records;
    int later = str_cmp(a->date, b->date);
    return later > 0 || (later == 0 && a->raw_row_id < b->raw_row_id);
}

/* All parts have NULL ptr where nobody voted. */
static Vote winner(const VoteList *list)
{
    Vote best = {0};
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || outvotes(&list->votes[i], &best))
            best = list->votes[i];
    return best;
}

static void add_record(Portrait *portrait, Stmt *row)
{
    static const Str NONE = {NULL, 0};
    Str date = stmt_str(row, ROW_DATE);
    int64_t raw_row_id = stmt_int(row, ROW_RAW);
    for (int i = 0; i < LATEST_COUNT; i++) {
        Latest *latest = &portrait->latest[i];
        if (stmt_is_null(row, ROW_LATEST + i))
            continue;
        int later = latest->value.ptr ? str_cmp(date, latest->date) : 1;
        if (later > 0 || (later == 0 && raw_row_id < latest->raw_row_id))
            *latest = (Latest){.value = kept(portrait, stmt_str(row, ROW_LATEST + i)),
                               .date = kept(portrait, date),
                               .raw_row_id = raw_row_id};
    }
    add_vote(portrait, &portrait->sexes, stmt_str(row, ROW_SEX), NONE, NONE, date, raw_row_id);
    add_vote(portrait, &portrait->births, stmt_str(row, ROW_BIRTH_FROM),
             stmt_str(row, ROW_BIRTH_TO), stmt_str(row, ROW_BIRTH_PRECISION), date, raw_row_id);
}

static int document_rank(Str kind)
{
    static const char *const STRONGEST_FIRST[] = {
        "thai_id",           "g_code",        "thai_birth_cert",
        "pink_card",         "zero_card",     "passport",
        "camp_registration", "mm_birth_cert", "nrc",
    };
    enum { COUNT = sizeof STRONGEST_FIRST / sizeof STRONGEST_FIRST[0] };
    int rank = 0;
    while (rank < COUNT && !str_is(kind, STRONGEST_FIRST[rank]))
        rank++;
    return rank == COUNT && str_is(kind, "none") ? COUNT + 1 : rank;
}

static void add_document(Portrait *portrait, Str kind)
{
    if (!portrait->document.ptr || document_rank(kind) < document_rank(portrait->document))
        portrait->document = kept(portrait, kind);
}

static PaperRecord paper_record(Stmt *row)
{
    return (PaperRecord){.date = stmt_str(row, ROW_DATE),
                         .raw_row_id = stmt_int(row, ROW_RAW),
                         .numbers = {[PAPER_THAI_ID] = stmt_str(row, ROW_THAI_ID_GIVEN),
                                     [PAPER_G_CODE] = stmt_str(row, ROW_LATEST + LATEST_G_CODE),
                                     [PAPER_PASSPORT] = stmt_str(row, ROW_PASSPORT),
                                     [PAPER_PINK_CARD] = stmt_str(row, ROW_PINK_CARD),
                                     [PAPER_NRC] = stmt_str(row, ROW_NRC)},
                         .thai_id13 = stmt_str(row, ROW_LATEST + LATEST_THAI_ID),
                         .thai_id13_status = stmt_str(row, ROW_THAI_ID_STATUS),
                         .kind = stmt_str(row, ROW_DOCUMENT)};
}

static void forget(Portrait *portrait)
{
    memset(portrait->latest, 0, sizeof portrait->latest);
    portrait->sexes.count = portrait->births.count = 0;
    portrait->document = (Str){NULL, 0};
    arena_reset(portrait->arena);
}

static const char WRITE[] =
    "UPDATE child SET display_name = ?2, name_latin = ?3, ethnicity = ?4, nationality = ?5,"
    " religion = ?6, disability = ?7, thai_id13 = ?8, g_code = ?9, sex = ?10, birth_from = ?11,"
    " birth_to = ?12, birth_precision = ?13, document_status = ?14"
    " WHERE child_id = ?1 AND (display_name IS NOT ?2 OR name_latin IS NOT ?3 OR ethnicity IS NOT "
    "?4"
    " OR nationality IS NOT ?5 OR religion IS NOT ?6 OR disability IS NOT ?7 OR thai_id13 IS NOT ?8"
    " OR g_code IS NOT ?9 OR sex IS NOT ?10 OR birth_from IS NOT ?11 OR birth_to IS NOT ?12"
    " OR birth_precision IS NOT ?13 OR document_status IS NOT ?14)";

static void write_child(Stmt *write, int64_t child_id, const Portrait *portrait, Error *err)
{
    enum { PARAMETER_LATEST = 2, PARAMETER_SEX = PARAMETER_LATEST + LATEST_COUNT };
    Vote sex = winner(&portrait->sexes), birth = winner(&portrait->births);
    stmt_bind_int(write, 1, child_id, err);
    for (int i = 0; i < LATEST_COUNT; i++)
        stmt_bind_kept(write, PARAMETER_LATEST + i, portrait->latest[i].value, err);
    stmt_bind_kept(write, PARAMETER_SEX, sex.value, err);
    stmt_bind_kept(write, PARAMETER_SEX + 1, birth.value, err);
    stmt_bind_kept(write, PARAMETER_SEX + 2, birth.to, err);
    stmt_bind_kept(write, PARAMETER_SEX + 3, birth.precision, err);
    stmt_bind_kept(write, PARAMETER_SEX + 4, portrait->document, err);
    stmt_run(write, err);
}

void survivorship_settle(Db *db, Error *err)
{
    if (!error_ok(err))
        return;
    Portrait portrait = {.arena = arena_create()};
    Papers *papers = papers_open(db, err);
    ChildRows registers = child_rows(db, REGISTERS, err), others = child_rows(db, OTHER_LISTS, err);
    Stmt *children = db_prepare(db, "SELECT child_id FROM child ORDER BY child_id", err);
    Stmt *write = db_prepare(db, WRITE, err);
    while (stmt_step(children, err)) {
        int64_t child_id = stmt_int(children, 0);
        forget(&portrait);
        for (; at_child(&registers, child_id, err);
             registers.has_row = stmt_step(registers.stmt, err)) {
            const PaperRecord record = paper_record(registers.stmt);
            add_record(&portrait, registers.stmt);
            papers_see(papers, &record);
        }
        for (; at_child(&others, child_id, err); others.has_row = stmt_step(others.stmt, err))
            add_record(&portrait, others.stmt);
        for (size_t i = 0; i < papers_count(papers); i++)
            add_document(&portrait, papers_kind(papers, i));
        papers_end_child(papers, child_id, err);
        write_child(write, child_id, &portrait, err);
    }
    papers_close(papers, err);
    stmt_free(registers.stmt);
    stmt_free(others.stmt);
    stmt_free(children);
    stmt_free(write);
    x_free(portrait.sexes.votes);
    x_free(portrait.births.votes);
    arena_free(portrait.arena);
}
