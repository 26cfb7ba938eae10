#ifndef ROLLBOOK_REPORTS_TEMPLATE_TEMPLATE_H
#define ROLLBOOK_REPORTS_TEMPLATE_TEMPLATE_H

/*
 * A report's template: Markdown (CommonMark 0.30, by cmark) with YAML front matter, data directives
 * in fenced blocks, {{names}} in text and sections on lines of their own (DESIGN section 8;
 * templates/README.md is the author's manual). Reading a template needs no data; expanding it
 * makes the document of one period and language.
 */

#include "reports/audience/reach.h"
#include "reports/model/document.h"

enum { TEMPLATE_LANGUAGES_MAX = 3 };

typedef enum OutputFormat {
    OUTPUT_MD = 1,
    OUTPUT_XLSX = 2,
    OUTPUT_PDF = 4,
} OutputFormat;

/* A piece of the body: text for cmark, or a section with its own pieces. */
typedef struct Part Part;
struct Part {
    Str text;      /* of a text piece */
    int64_t line;  /* of its first line, or of the section's tag */
    Str section;   /* {{#section}}; empty for text */
    bool inverted; /* {{^section}} */
    Part *parts;
    size_t count;
};

typedef struct Template {
    const char *path;                  /* for messages */
    Str source;                        /* the whole text, borrowed */
    Str name;                          /* "quarterly": the file's name without folder and .md */
    Str title[TEMPLATE_LANGUAGES_MAX]; /* by language: en, th, my */
    Str subtitle[TEMPLATE_LANGUAGES_MAX];
    Audience audience;
    const char *languages[TEMPLATE_LANGUAGES_MAX];
    size_t language_count;
    unsigned outputs; /* OutputFormat bits */
    Str period;       /* kind of period: month, quarter, term, school_year ... */
    bool cover, contents;
    bool names;         /* holds names of children: every page says so */
    bool native_digits; /* Thai digits in values */
    Part *parts;
    size_t count;
} Template;

/* STATUS_CONFIG with file and line where it cannot be read. Everything lives in the arena. */
Template *template_read(Arena *arena, Str text, const char *path, Error *err);

/* What an expansion knows besides the data. */
typedef struct ReportContext {
    const Config *config;
    const Assets *assets;
    struct Words *words; /* of the language asked for; NULL: loaded anew */
    Reach *reach;
    struct ResultStore *results; /* of the same report in other languages; NULL: none */
    const char *inputs_dir;      /* of narratives */
    Date as_of;
    Str period_code;
    Str previous_code;       /* the period before it, of the same kind; may be empty */
    Str first_day, last_day; /* ISO */
    Str digest;              /* of the inputs */
    Str center_code;         /* whom the report is for, or about; empty: all */
    Str recipient, why;      /* of a report on request; else empty */
} ReportContext;

/* A result that was shown whole, and why: for the audit log. */
typedef struct Exemption {
    int64_t line;
    Str reason;
} Exemption;

typedef struct ExemptionList {
    Exemption *items;
    size_t count, cap; /* in the document's arena */
} ExemptionList;

/*
 * The document for a language. STATUS_REFUSED with file and line where a name is unknown, a query
 * fails or gives no row where one is needed.
 */
Document *template_expand(Arena *arena, const Template *template, const ReportContext *context,
                          const char *language, ExemptionList *exemptions, Error *err);

#endif
