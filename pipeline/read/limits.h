#ifndef ROLLBOOK_READ_LIMITS_H
#define ROLLBOOK_READ_LIMITS_H

/*
 * Every limit that a reader keeps, in one struct. Figures and how they were measured: README.md
 * beside this file. A count or length read from a file meets its limit before anything is
 * allocated or looped for it.
 */

#include <stdbool.h>
#include <stdint.h>

typedef struct ReadLimits {
    int64_t file_bytes;

    int zip_entries;
    int zip_name_bytes;
    int64_t part_bytes;       /* inflated, counted while inflating */
    int64_t workbook_bytes;   /* inflated, all parts together */
    int64_t ratio;            /* inflated : packed, ... */
    int64_t ratio_from_bytes; /* ... checked once a part has passed this size */

    int64_t rows; /* the grid of a sheet */
    int cols;
    int64_t cells; /* with a value, of one sheet */
    int sheets;
    int styles;
    int number_formats;
    int cell_text_bytes; /* 32,767 UTF-16 units */
    int64_t string_table_bytes;
    int64_t
        sheet_text_bytes; /* text handed out for one sheet: shared strings and repeats amplify */
    int64_t sheet_text_ratio; /* of it and the bytes read for the sheet, ... */
    int64_t sheet_text_from;  /* ... checked once so much text was handed out */
    int tag_bytes;
    int xml_depth;

    int64_t csv_field_bytes;
    int64_t csv_record_bytes;
    int xml_errors; /* schema errors reported of one file */

    int64_t worker_memory_bytes; /* address space of the process that reads a file */
    int worker_cpu_seconds;
    int worker_wall_seconds;
} ReadLimits;

extern const ReadLimits READ_LIMITS;

/* May this much text come from so many bytes of a sheet? A register has a few bytes a tag. */
static inline bool limits_allow_text(const ReadLimits *limits, int64_t text, int64_t source)
{
    return text <= limits->sheet_text_from ||
           (text <= limits->sheet_text_bytes && text / limits->sheet_text_ratio <= source);
}

#endif
