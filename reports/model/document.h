#ifndef ROLLBOOK_REPORTS_MODEL_DOCUMENT_H
#define ROLLBOOK_REPORTS_MODEL_DOCUMENT_H

/*
 * The document tree: what a report says, before anyone decides how it looks. Templates make it, the
 * writers (Markdown, Excel, PDF) read it, so the three always agree. Everything lives in the
 * document's arena and is never changed once a writer has it.
 *
 *     Document
 *       Block: heading | paragraph | list | quote | code | rule | table | figure | page break
 *         Inline: text | emphasis | strong | code | link | value | break
 *       Table: columns, header rows, body rows of Values
 *       Figure: a chart of series of Values
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/date.h"
#include "pipeline/config/config.h"

/* --- values --------------------------------------------------------------------------------- */

typedef enum ValueType {
    VALUE_EMPTY,  /* nothing to say: an empty cell */
    VALUE_NONE,   /* "no data received" */
    VALUE_HIDDEN, /* suppressed: one symbol for all hidden cells */
    VALUE_INT,
    VALUE_REAL,
    VALUE_TEXT,
    VALUE_DATE,
} ValueType;

/* How a value is shown. Language matters: Thai dates and years are Buddhist. */
typedef enum ValueFormat {
    FORMAT_PLAIN, /* integers with thousands separators, reals with up to 2 decimals */
    FORMAT_COUNT,
    FORMAT_DECIMAL, /* one decimal */
    FORMAT_PERCENT, /* a share: 0.853 is shown 85.3 % */
    FORMAT_DATE,    /* 12 May 2026; 12 พ.ค. 2569 */
    FORMAT_MONTH,   /* a period code 2026-09 as a month's name and year */
    FORMAT_YEAR,
    FORMAT_ID,     /* text that must never become a number: codes, phones */
    FORMAT_PERIOD, /* any period code in words */
} ValueFormat;

typedef struct Value {
    ValueType type;
    int64_t integer;
    double real;
    Str text; /* text, and the ISO text of dates */
} Value;

/* --- inlines -------------------------------------------------------------------------------- */

typedef enum InlineKind {
    INLINE_TEXT,
    INLINE_EMPH,   /* children */
    INLINE_STRONG, /* children */
    INLINE_CODE,
    INLINE_LINK,  /* children, url */
    INLINE_VALUE, /* a figure from a query: text is what is shown, value what it is */
    INLINE_SOFT_BREAK,
    INLINE_LINE_BREAK,
} InlineKind;

typedef struct Inline Inline;
struct Inline {
    InlineKind kind;
    Str text;
    Str url;
    Value value;
    ValueFormat format;
    Str reference; /* of INLINE_VALUE: what `rollbook lineage` takes; empty where none */
    const Inline *children;
    size_t count;
};

/* --- tables --------------------------------------------------------------------------------- */

typedef enum Align { ALIGN_AUTO, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;

typedef struct TableColumn {
    Str name;  /* as the query names it: stable, for Excel's table and for tests */
    Str label; /* as the reader sees it */
    Align align;
    ValueFormat format;
    double share; /* of the width that is left, relative to the others; 0: from the content */
} TableColumn;

/* A heading over several columns, drawn above the columns' own labels. */
typedef struct TableSpan {
    Str label;
    int first, last; /* column indexes, 0-based, inclusive */
} TableSpan;

typedef enum RowRole {
    ROW_BODY,
    ROW_GROUP, /* a heading inside the table: text of its first cell, over all columns */
    ROW_SUBTOTAL,
    ROW_TOTAL,
} RowRole;

/* How a cell is marked, beside its value: state in words and shape, not color alone. */
typedef enum CellMark {
    MARK_NONE,
    MARK_ERROR,
    MARK_WARNING,
    MARK_GOOD,
    MARK_MIDDLE,
    MARK_BAD,
    MARK_HEAT, /* shaded by `heat`, 0 ... 1 */
} CellMark;

typedef struct TableCell {
    Value value;
    ValueFormat format; /* FORMAT_PLAIN: the column's; else this cell's own (mixed units) */
    CellMark mark;
    double heat;
    Str comment;   /* Excel: a note on the cell; PDF: a numbered note */
    Str reference; /* lineage reference; empty where none */
} TableCell;

typedef struct TableRow {
    RowRole role;
    int indent;             /* levels of a hierarchy in the first column */
    const TableCell *cells; /* as many as the table has columns */
} TableRow;

/* A total that Excel shows as a formula; its true value is in the cell. */
typedef enum TotalKind { TOTAL_NONE, TOTAL_SUM } TotalKind;

typedef struct Table {
    Str id; /* the directive's name */
    Str caption;
    int number; /* Table 3; 0: not numbered */
    const TableColumn *columns;
    size_t column_count;
    const TableSpan *spans; /* one row of headings above the labels, or none */
    size_t span_count;
    const TableRow *rows;
    size_t row_count;
    TotalKind row_totals;   /* ROW_TOTAL rows are sums of the body rows above them */
    bool column_totals;     /* the last column is the sum of the number columns before it */
    int row_header_columns; /* columns at the left that name the row: 1 or more */
    const Str *notes;       /* under the table: source, n, meaning of symbols */
    size_t note_count;
    bool landscape; /* wants a landscape page */
} Table;

/* How a cell is written: its own format, else its column's. */
static inline ValueFormat table_cell_format(const Table *table, size_t row, size_t column)
{
    ValueFormat own = table->rows[row].cells[column].format;
    return own != FORMAT_PLAIN ? own : table->columns[column].format;
}

/* --- figures -------------------------------------------------------------------------------- */

typedef enum ChartKind {
    CHART_BAR, /* vertical bars, series side by side */
    CHART_BAR_STACKED,
    CHART_BAR_HORIZONTAL,
    CHART_LINE,
} ChartKind;

typedef struct ChartSeries {
    Str label;
    const Value *values; /* one for each category; VALUE_HIDDEN draws no bar but a note */
} ChartSeries;

typedef struct Figure {
    Str id;
    Str caption;
    Str alt; /* for readers who do not see it */
    int number;
    ChartKind kind;
    const Str *categories;
    size_t category_count;
    const ChartSeries *series;
    size_t series_count;
    Str x_label, y_label;
    ValueFormat format; /* of the values */
    bool has_target;
    double target; /* a line across, labelled target_label */
    Str target_label;
    const Str *notes;
    size_t note_count;
} Figure;

/* --- blocks --------------------------------------------------------------------------------- */

typedef enum BlockKind {
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_LIST,
    BLOCK_QUOTE,
    BLOCK_CODE,
    BLOCK_RULE,
    BLOCK_TABLE,
    BLOCK_FIGURE,
    BLOCK_PAGE_BREAK,
} BlockKind;

typedef struct Block Block;

typedef struct ListItem {
    const Block *blocks;
    size_t count;
} ListItem;

struct Block {
    BlockKind kind;
    int level;             /* heading: 1-6; a level-1 heading begins an Excel sheet */
    Str id;                /* heading: anchor */
    const Inline *inlines; /* heading, paragraph */
    size_t inline_count;
    const Block *blocks; /* quote */
    size_t block_count;
    bool ordered; /* list */
    int start;
    const ListItem *items;
    size_t item_count;
    Str text; /* code */
    const Table *table;
    const Figure *figure;
};

/* --- document ------------------------------------------------------------------------------- */

typedef struct Document {
    Str name; /* of the template: "quarterly" */
    Str title;
    Str subtitle; /* the period in words, the center's name */
    Str period_code;
    Str language; /* "en", "th", "my" */
    Audience audience;
    Str office, project;
    Str agreement; /* "Agreement 12/2022"; empty: none */
    Date as_of;
    bool draft;        /* every page: "draft, not for release" */
    bool sample;       /* every page: "invented sample data" */
    bool confidential; /* holds names: every page says so */
    bool contents;     /* wants a table of contents */
    bool cover;
    Str generator; /* "rollbook 0.1.0" */
    Str digest;    /* of the inputs: seeds the PDF's id */
    const Block *blocks;
    size_t count;
} Document;

/* An indented text dump of the tree, for tests and `report --dump`. */
struct StrBuf;
void document_dump(struct StrBuf *buf, const Document *document);

#endif
