#ifndef ROLLBOOK_READ_BIFF_H
#define ROLLBOOK_READ_BIFF_H

/*
 * Records of a BIFF stream (MS-XLS; OpenOffice's "Excel file format" for the old versions), every
 * access checked against the record's own length.
 */

#include "pipeline/base/strbuf.h"

enum {
    BIFF_INTEGER_2 = 0x0002,
    BIFF_NUMBER_2 = 0x0003,
    BIFF_LABEL_2 = 0x0004,
    BIFF_BOOLERR_2 = 0x0005,
    BIFF_FORMULA = 0x0006, /* of BIFF2, 5 and 8 */
    BIFF_STRING_2 = 0x0007,
    BIFF_BOF_2 = 0x0009,
    BIFF_EOF = 0x000A,
    BIFF_FORMAT_2 = 0x001E,
    BIFF_DATEMODE = 0x0022,
    BIFF_FILEPASS = 0x002F,
    BIFF_CONTINUE = 0x003C,
    BIFF_CODEPAGE = 0x0042,
    BIFF_XF_2 = 0x0043,
    BIFF_COLINFO = 0x007D,
    BIFF_BOUNDSHEET = 0x0085,
    BIFF_MULRK = 0x00BD,
    BIFF_RSTRING = 0x00D6,
    BIFF_XF = 0x00E0,
    BIFF_MERGEDCELLS = 0x00E5,
    BIFF_SST = 0x00FC,
    BIFF_LABELSST = 0x00FD,
    BIFF_NUMBER = 0x0203,
    BIFF_LABEL = 0x0204,
    BIFF_BOOLERR = 0x0205,
    BIFF_FORMULA_3 = 0x0206,
    BIFF_STRING = 0x0207,
    BIFF_ROW = 0x0208,
    BIFF_BOF_3 = 0x0209,
    BIFF_XF_3 = 0x0243,
    BIFF_RK = 0x027E,
    BIFF_FORMULA_4 = 0x0406,
    BIFF_BOF_4 = 0x0409,
    BIFF_FORMAT = 0x041E,
    BIFF_XF_4 = 0x0443,
    BIFF_BOF = 0x0809,
};

typedef struct BiffCursor {
    Str stream;
    size_t pos; /* of the next record */
    unsigned id;
    Str data; /* of the current record */
} BiffCursor;

/* The next record; false at the end. A record that was cut off has what is left of it. */
bool biff_next(BiffCursor *cursor);

/* Id of the record after the current one; -1 at the end. */
int biff_peek(const BiffCursor *cursor);

/* Little-endian values of a record; 0 where they are not there. */
static inline uint32_t biff_u8(Str data, size_t at)
{
    return at < data.len ? (unsigned char)data.ptr[at] : 0;
}
static inline uint32_t biff_u16(Str data, size_t at)
{
    return biff_u8(data, at) | biff_u8(data, at + 1) << 8;
}
static inline uint32_t biff_u32(Str data, size_t at)
{
    return biff_u16(data, at) | biff_u16(data, at + 2) << 16;
}
double biff_f64(Str data, size_t at);

/* A number packed into 32 bits (MS-XLS 2.5.217). */
double biff_rk(uint32_t rk);

/*
 * Reads on through a record and the CONTINUE records behind it as if they were one (MS-XLS 2.1.4).
 */
typedef struct BiffReader {
    BiffCursor *cursor;
    Str data; /* what is left of the current piece */
    bool ended;
} BiffReader;

BiffReader biff_reader(BiffCursor *cursor, size_t from);
uint32_t biff_read_u8(BiffReader *reader);
uint32_t biff_read_u16(BiffReader *reader);
uint32_t biff_read_u32(BiffReader *reader);
void biff_skip(BiffReader *reader, size_t bytes);

/*
 * Appends the characters of a BIFF8 string, whose count has been read, as UTF-8: the flags byte,
 * rich text runs and phonetic data are passed. A piece that begins inside the characters begins
 * with a flags byte of its own.
 */
void biff_read_unicode(BiffReader *reader, size_t count, StrBuf *out);

/* UTF-16LE bytes, or Latin-1 ones, as UTF-8. */
void biff_append_utf16(StrBuf *out, Str bytes);
void biff_append_latin1(StrBuf *out, Str bytes);

#endif
