#ifndef ROLLBOOK_REPORTS_WRITE_MARKDOWN_PRIVATE_H
#define ROLLBOOK_REPORTS_WRITE_MARKDOWN_PRIVATE_H

/* What the Markdown writer and its charts share. */

#include "pipeline/base/strbuf.h"
#include "reports/query/words.h"
#include "reports/write/writer.h"

typedef struct MarkdownWriter {
    Arena *arena;
    const WriterOptions *options;
    const Words *words;
    Str stem; /* the file's path without .md */
    StrBuf out;
} MarkdownWriter;

/* Writes the figure as an SVG file. */
void markdown_chart(MarkdownWriter *writer, const Figure *figure, const char *path, Error *err);

#endif
