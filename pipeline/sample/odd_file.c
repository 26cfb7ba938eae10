/* An encrypted workbook and other files that no reader can use. */

#include "pipeline/sample/odd_file.h"

enum { SECTOR = 512, FREE = -1, END = -2, FAT = -3, PACKAGE_SECTORS = 10, INFO_SECTORS = 9 };

static void le(StrBuf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        strbuf_append_char(out, (char)(value >> (8 * i) & 0xFF));
}

static void fill(StrBuf *out, size_t start, size_t size, char with)
{
    while (out->len < start + size)
        strbuf_append_char(out, with);
}

/* A directory entry of 128 bytes (MS-CFB 2.6). */
static void entry(StrBuf *out, const char *name, int type, int child, int right, int start,
                  uint64_t size)
{
    size_t at = out->len;
    size_t length = 0;
    for (; name[length]; length++)
        le(out, (unsigned char)name[length], 2);
    fill(out, at, 64, 0);
    le(out, length ? (length + 1) * 2 : 0, 2);
    le(out, (uint64_t)type, 1);
    le(out, 1, 1); /* black */
    le(out, (uint32_t)-1, 4);
    le(out, (uint32_t)right, 4);
    le(out, (uint32_t)child, 4);
    fill(out, at, 116, 0); /* class id, state bits, times */
    le(out, (uint32_t)start, 4);
    le(out, size, 8);
}

static void noise(StrBuf *out, size_t bytes, Dice *dice)
{
    for (size_t i = 0; i < bytes; i += 8)
        le(out, dice_next(dice), 8);
}

/* Sector 0: allocation table; 1: directory; then the two streams, both past the mini cutoff. */
void odd_encrypted(StrBuf *out, Dice *dice)
{
    static const unsigned char MAGIC[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    int info = 2, package = info + INFO_SECTORS;
    strbuf_append_bytes(out, MAGIC, 8);
    fill(out, 8, 16, 0);
    le(out, 0x3E, 2); /* minor version */
    le(out, 3, 2);    /* major version */
    le(out, 0xFFFE, 2);
    le(out, 9, 2); /* sectors of 512 bytes */
    le(out, 6, 2);
    fill(out, 34, 6, 0);
    le(out, 0, 4);
    le(out, 1, 4); /* sectors of the allocation table */
    le(out, 1, 4); /* first directory sector */
    le(out, 0, 4);
    le(out, 4096, 4);
    le(out, (uint32_t)END, 4); /* no mini stream */
    le(out, 0, 4);
    le(out, (uint32_t)END, 4); /* no further table sectors */
    le(out, 0, 4);
    le(out, 0, 4); /* the table is sector 0 */
    for (int i = 1; i < 109; i++)
        le(out, (uint32_t)FREE, 4);
    for (int s = 0; s < SECTOR / 4; s++) {
        int next = FREE;
        if (s == 0)
            next = FAT;
        else if (s == 1 || s == package - 1 || s == package + PACKAGE_SECTORS - 1)
            next = END;
        else if (s < package + PACKAGE_SECTORS)
            next = s + 1;
        le(out, (uint32_t)next, 4);
    }
    entry(out, "Root Entry", 5, 1, FREE, END, 0);
    entry(out, "EncryptedPackage", 2, FREE, 2, package, PACKAGE_SECTORS * SECTOR);
    entry(out, "EncryptionInfo", 2, FREE, FREE, info, INFO_SECTORS * SECTOR);
    entry(out, "", 0, FREE, FREE, 0, 0);
    size_t start = out->len;
    le(out, 4, 2); /* EncryptionVersionInfo 4.4: agile */
    le(out, 4, 2);
    le(out, 0x40, 4);
    strbuf_append_cstr(out,
                       "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
                       "<encryption xmlns=\"http://schemas.microsoft.com/office/2006/encryption\">"
                       "</encryption>");
    fill(out, start, INFO_SECTORS * SECTOR, ' ');
    noise(out, PACKAGE_SECTORS * SECTOR, dice);
}

void odd_picture(StrBuf *out, Dice *dice)
{
    strbuf_append_bytes(out, "\x89PNG\r\n\x1A\n", 8);
    noise(out, 600, dice);
}
