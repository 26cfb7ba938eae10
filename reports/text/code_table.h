#ifndef ROLLBOOK_REPORTS_TEXT_CODE_TABLE_H
#define ROLLBOOK_REPORTS_TEXT_CODE_TABLE_H

/*
 * The glyphs of the font that a document will carry. Each distinct shaped cluster (a Thai consonant
 * with its vowel and tone, a Burmese stack, an "ffi") is one glyph of that font, has one 2-byte
 * code and stands for the cluster's whole text: so what a reader copies is what was written,
 * whichever program shows the page.
 *
 * Codes are numbered from 1 in the order of first use; 0 is the missing glyph.
 */

#include "pipeline/base/str.h"

enum {
    CODE_TABLE_MAX = 60000, /* past it the table is full: glyph numbers have 16 bits */
    CODE_PARTS_MAX = 64,    /* glyphs of one cluster; more are left out (hostile text) */
};

/* One glyph of the source font, moved from the cluster's origin. Font units. */
typedef struct GlyphPart {
    uint32_t glyph;
    int32_t dx, dy;
} GlyphPart;

typedef struct GlyphCode {
    uint64_t hash;
    uint32_t first_part, part_count;
    uint32_t text_start, text_len;
    int32_t advance;     /* nominal, font units: kerning is not part of it */
    int32_t top, bottom; /* of the ink, font units above the baseline */
} GlyphCode;

typedef struct CodeTable CodeTable;

CodeTable *code_table_create(void);
void code_table_free(CodeTable *table);

/* No code is in use any more, but 0. */
void code_table_clear(CodeTable *table);

/*
 * The code of a cluster: parts and text are its identity, advance is kept from the first use.
 * *fresh tells whether it is new. 0 where the table is full.
 */
uint16_t code_table_intern(CodeTable *table, const GlyphPart *parts, size_t count, Str text,
                           int32_t advance, bool *fresh);

void code_table_set_ink(CodeTable *table, uint16_t code, int32_t top, int32_t bottom);

/* Codes in use, 0 included. */
size_t code_table_count(const CodeTable *table);
const GlyphCode *code_table_at(const CodeTable *table, size_t code);
const GlyphPart *code_table_parts(const CodeTable *table, size_t code);
Str code_table_text(const CodeTable *table, size_t code);

/* True once a cluster had to be refused. */
bool code_table_is_full(const CodeTable *table);

#endif
