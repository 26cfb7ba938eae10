/* Charts beside a Markdown file: one SVG each. */

#include "reports/write/markdown_private.h"

#include "pipeline/base/file.h"
#include "reports/figure/chart.h"

void markdown_chart(MarkdownWriter *writer, const Figure *figure, const char *path, Error *err)
{
    if (!error_ok(err))
        return;
    StrBuf svg = STRBUF_INIT;
    figure_svg(&svg, figure, writer->words, writer->arena);
    file_write_unsynced(path, strbuf_str(&svg), err);
    strbuf_free(&svg);
}
