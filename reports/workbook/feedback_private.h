#ifndef ROLLBOOK_REPORTS_WORKBOOK_FEEDBACK_PRIVATE_H
#define ROLLBOOK_REPORTS_WORKBOOK_FEEDBACK_PRIVATE_H

/* What the two halves of a feedback workbook share: feedback.c and feedback_front.c. */

#include "reports/query/words.h"
#include "reports/workbook/sent.h"
#include "reports/workbook/spellings.h"
#include "reports/workbook/workbook.h"
#include "reports/write/book.h"

enum { INK = 0x1F2D3A, ACCENT = 0x1F5A7A, GREY = 0x66727E, HEAD_FILL = 0xDCE6EE };
enum { ERROR_FILL = 0xF6D5D0, WARNING_FILL = 0xFBE9C6, ID_FILL = 0xEEF1F4 };

enum { FEEDBACK_LANGUAGES = 3, FEEDBACK_QUERIES_MAX = 64 };

/* What all workbooks of one maker share. */
struct FeedbackMaker {
    WorkbookContext context;
    const SentSheets *sheets;
    Arena *arena;
    const Words *words[FEEDBACK_LANGUAGES]; /* loaded when first asked for */
    Spellings spellings;
    Stmt *queries[FEEDBACK_QUERIES_MAX]; /* prepared once, told apart by their text */
    int query_count;
};

/* One workbook. */
typedef struct Feedback {
    FeedbackMaker *maker;
    const WorkbookContext *context;
    const char *center_code;
    Arena *arena;
    const Words *words;
    Book *book;
    Str center_name;
    const char *language;
    const Spellings *spellings;
    Str front_name;     /* of the sheets that map does not read: only for people, */
    Str questions_name; /* and for answers; empty: there is none */
} Feedback;

/* A word in the center's language. */
static inline Str feedback_say(const Feedback *feedback, const char *key)
{
    return words_get(feedback->words, key);
}

/* The text in the workbook's arena. */
static inline Str feedback_copy(const Feedback *feedback, Str s)
{
    return s.ptr ? arena_str(feedback->arena, s) : STR("");
}

/*
 * The query, without bindings and ready to step. Whoever asks steps it to its end or resets it, and
 * does not free it.
 */
Stmt *feedback_query(const Feedback *feedback, const char *sql, Error *err);

/* An issue's message with what was found filled in. */
Str feedback_message(const Feedback *feedback, Str key, Str value, Str expected, Str other);

/*
 * The cell in which a center calls warnings correct as they are, with a drop-down, and behind it,
 * hidden, what is answered: keys of finding.fact_key with blanks between. No keys: two empty cells.
 */
void feedback_put_answer(const Feedback *feedback, BookSheet *sheet, int row, int col, Str keys);

/* Widths and headings of these two columns; the heading may be put in no row: -1. */
void feedback_answer_columns(const Feedback *feedback, BookSheet *sheet, int head_row, int col);

/* Adds a finding's key to those of one answer, each once. */
Str feedback_add_key(const Feedback *feedback, Str keys, Str key);

/* The heading of a field in the center's language, else in English, else the given one. */
Str feedback_heading(const Feedback *feedback, Str field, Str otherwise);

/*
 * A sheet of the open findings whose rows are not in the workbook: of earlier lists, of whole
 * files, of months without a return. shown: comma-separated raw_sheet_ids of the sheets that are.
 */
void feedback_put_questions(Feedback *feedback, Str shown, Error *err);

/* Puts what the first sheets of all centers need into temporary tables of the connection. */
void feedback_find_front(Db *db, Error *err);

/* The first sheet: what was read, faults in groups, children who may be elsewhere, files. */
void feedback_put_front(Feedback *feedback, Error *err);

#endif
