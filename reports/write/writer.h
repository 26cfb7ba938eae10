#ifndef ROLLBOOK_REPORTS_WRITE_WRITER_H
#define ROLLBOOK_REPORTS_WRITE_WRITER_H

/*
 * Writers turn a document into a file. Each writes to `path`, which is in a temporary folder of the
 * run: the whole folder is moved into place, and made to last through a power cut, once every
 * report is written. Same document, same bytes.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/strbuf.h"
#include "reports/model/document.h"

typedef struct WriterOptions {
    const Config *config;          /* fonts, minimum cells */
    const Assets *assets;          /* words per language: templates/strings */
    struct Words *words;           /* of the document's language; NULL: loaded anew */
    struct Typesetter *typesetter; /* of the thread, for documents in turn; NULL: opened anew */
} WriterOptions;

/* CommonMark with pipe tables; a chart is an SVG file beside it: <path without .md>-<id>.svg. */
void write_markdown(const Document *document, const WriterOptions *options, const char *path,
                    Error *err);

/* Text within a line or a cell of a pipe table, so that Markdown shows it as it is. */
void markdown_append_text(StrBuf *out, Str text);

/* A sheet for each level-1 heading (and one for what stands before the first). */
void write_xlsx(const Document *document, const WriterOptions *options, const char *path,
                Error *err);

void write_pdf(const Document *document, const WriterOptions *options, const char *path,
               Error *err);

#endif
