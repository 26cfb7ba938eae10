/*
 * How hard libraries pack what we write. libxlsxwriter has the parts of a workbook deflated, and
 * libharu the fonts of a PDF, at zlib's default level, and neither has a setting for another;
 * deflating was a third of the time that workbooks take. A program's own function stands before a
 * library's of the same name (ld.so(8)), so this deflateInit2_ is the one that they call: it puts
 * our level for "the default" and hands everything on to zlib. Whoever names a level gets that one.
 * Where a system binds names otherwise, files are packed at the default level and nothing else
 * changes.
 *
 * Level 2 takes less than half the time of 6 and gives 17 % more bytes of workbooks, 1 % of PDFs;
 * level 1 is no faster.
 */

#include <dlfcn.h>
#include <string.h>
#include <zlib.h>

enum { PACK_LEVEL = 2 };

typedef int DeflateInit(z_streamp, int, int, int, int, int, const char *, int);

int deflateInit2_(z_streamp stream, int level, int method, int window_bits, int memory_level,
                  int strategy, const char *version, int stream_size)
{
    void *symbol = dlsym(RTLD_NEXT, "deflateInit2_");
    DeflateInit *init = NULL;
    if (!symbol)
        return Z_VERSION_ERROR;
    memcpy(&init, &symbol, sizeof init); /* POSIX: a symbol may be a function; ISO C has no cast */
    return init(stream, level == Z_DEFAULT_COMPRESSION ? PACK_LEVEL : level, method, window_bits,
                memory_level, strategy, version, stream_size);
}
