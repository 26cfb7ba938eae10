/* pdf_bench KIND N OUT.pdf: writes an invented document and prints how fast. KIND: en th my text
 * register. */

#include "pipeline/config/config.h"
#include "reports/write/writer.h"
#include "tests/support/sample_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: pdf_bench en|th|my|text|register N OUT.pdf\n");
        return 2;
    }
    Error err = {0};
    Arena *arena = arena_create();
    Assets assets = {0};
    int n = atoi(argv[2]);
    const Document *document = strcmp(argv[1], "text") == 0       ? sample_text(arena, n)
                               : strcmp(argv[1], "register") == 0 ? sample_register(arena, n)
                                                                  : sample_report(arena, argv[1]);
    WriterOptions options = {config_load(arena, NULL, &err), &assets};
    double start = cpu_seconds();
    write_pdf(document, &options, argv[3], &err);
    double seconds = cpu_seconds() - start;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (!error_ok(&err))
        fprintf(stderr, "%s\n", err.message);
    printf("%s %d: %.3f s, peak %ld KiB\n", argv[1], n, seconds, usage.ru_maxrss);
    arena_free(arena);
    return error_ok(&err) ? 0 : 1;
}
