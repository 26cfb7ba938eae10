#ifndef ROLLBOOK_REPORTS_WORKBOOK_FEEDBACK_PRIVATE_H
#define ROLLBOOK_REPORTS_WORKBOOK_FEEDBACK_PRIVATE_H

/* What the two halves of a feedback workbook share: feedback.c and feedback_front.c. */

#include "reports/query/words.h"
#include "reports/workbook/spellings.h"
#include "reports/workbook/workbook.h"
#include "reports/write/book.h"

enum { INK = 0x1F2D3A, ACCENT = 0x1F5A7A, GREY = 0x66727E, HEAD_FILL = 0xDCE6EE };
enum { ERROR_FILL = 0xF6D5D0, WARNING_FILL = 0xFBE9C6, ID_FILL = 0xEEF1F4 };

typedef struct Feedback {
    const WorkbookContext *context;
    const char *center_code;
    Arena *arena;
    Words *words;
    Book *book;
    Str center_name;
    const char *language;
    Spellings spellings;
    Str front_name; /* of the sheet that is for people only */
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

/* An issue's message with what was found filled in. */
Str feedback_message(const Feedback *feedback, Str key, Str value, Str expected, Str other);

/* The first sheet: what was read, faults in groups, children who may be elsewhere, files. */
void feedback_put_front(Feedback *feedback, Error *err);

#endif
