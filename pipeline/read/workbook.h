#ifndef ROLLBOOK_READ_WORKBOOK_H
#define ROLLBOOK_READ_WORKBOOK_H

/*
 * For the readers only: what every opened workbook has in common. A format's workbook embeds
 * Workbook as its first member; its open function is declared here and called by workbook.c once
 * the kind of the file is known.
 */

#include "pipeline/read/limits.h"
#include "pipeline/read/row_cursor.h"

typedef struct WorkbookOps {
    RowCursor *(*rows)(Workbook *workbook, size_t index, Error *err);
    void (*close)(Workbook *workbook); /* what the arena does not hold */
} WorkbookOps;

struct Workbook {
    const WorkbookOps *ops;
    FileKind kind;
    Arena *arena; /* file arena: lives as long as the workbook */
    Str bytes;    /* the file, mapped or lent */
    bool mapped;
    const char *name; /* for messages */
    char encoding[32];
    Str modified;
    SheetInfo *sheets;
    size_t sheet_count, sheet_cap;
    MergedRange *merged; /* of the sheet read last */
    size_t merged_count, merged_cap;
    ReadWarning warnings[READ_WARNING_MAX];
    size_t warning_count;
    const ReadLimits *limits;
};

/* Each takes over nothing of base but borrows it; NULL and err on failure. */
typedef struct WorkbookSource {
    Str bytes;
    Arena *arena;
    const ReadOptions *options;
    const ReadLimits *limits;
} WorkbookSource;

Workbook *xlsx_open(const WorkbookSource *source, Error *err);
Workbook *xls_open(const WorkbookSource *source, Error *err);
Workbook *ods_open(const WorkbookSource *source, Error *err);
Workbook *csv_open(const WorkbookSource *source, Error *err);
Workbook *spreadsheetml_open(const WorkbookSource *source, Error *err);
Workbook *html_open(const WorkbookSource *source, Error *err);
Workbook *submission_open(const WorkbookSource *source, FileKind kind, Error *err);

/* Sets the common members. self is zeroed memory in the arena. */
void workbook_init(Workbook *self, const WorkbookOps *ops, FileKind kind,
                   const WorkbookSource *source);

/* Adds a sheet; STATUS_LIMIT past the limit. The name is copied and made valid UTF-8. */
void workbook_add_sheet(Workbook *self, Str name, bool hidden, Error *err);
void workbook_add_merged(Workbook *self, MergedRange range);

/* Counts something that was put right or left out on the way; the first place is kept. */
void workbook_warn(Workbook *self, const char *rule, int64_t row, int col);

#endif
