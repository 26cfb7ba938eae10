/* The default figures of ReadLimits. */

#include "pipeline/read/limits.h"

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

const ReadLimits READ_LIMITS = {
    .file_bytes = 256 * MIB,

    .zip_entries = 4096,
    .zip_name_bytes = 1024,
    .part_bytes = 1 * GIB,
    .workbook_bytes = 2 * GIB,
    .ratio = 200,
    .ratio_from_bytes = 10 * MIB,

    .rows = 1048576,
    .cols = 16384,
    .cells = 20000000,
    .sheets = 1024,
    .styles = 65536,
    .number_formats = 4096,
    .cell_text_bytes = 128 * KIB,
    .string_table_bytes = 512 * MIB,
    .sheet_text_bytes = 512 * MIB,
    .sheet_text_ratio = 20,
    .sheet_text_from = 64 * MIB,
    .tag_bytes = 64 * KIB,
    .xml_depth = 64,

    .csv_field_bytes = 1 * MIB,
    .csv_record_bytes = 16 * MIB,
    .xml_errors = 100,

    .worker_memory_bytes = 1 * GIB,
    .worker_cpu_seconds = 120,
    .worker_wall_seconds = 300,
};
