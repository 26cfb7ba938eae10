#ifndef ROLLBOOK_MAP_REGISTRY_H
#define ROLLBOOK_MAP_REGISTRY_H

/*
 * The office's own tables under inputs/registry/: centers, population, targets, files, headings,
 * each as .tsv, .csv, .ods, .xls or .xlsx, read as submissions are; of two files of one name only
 * one may hold lines. Columns are found by their
 * names, in any order; README.md lists them.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/digest.h"
#include "pipeline/base/error.h"

typedef struct RegistryCenter {
    Str code, name_en, name_th, name_my;
    Str other_names; /* further spellings, separated by ; */
    Str district_code, subdistrict, support_org, curricula;
    Str calendar; /* "mlc" or "thai" */
    Str opened, closed, contact, language, encoding, boarding;
} RegistryCenter;

typedef struct RegistryPopulation {
    Str district_code;
    int age_from, age_to, year;
    double low, central, high; /* low and high negative: not given */
    Str source;
} RegistryPopulation;

typedef struct RegistryTarget {
    Str indicator, area_code;
    int year;        /* 0: not given */
    double baseline; /* NAN: not given */
    Str baseline_date, baseline_source;
    double target;
} RegistryTarget;

typedef enum FileAction { FILE_NO_ACTION, FILE_ACCEPT, FILE_REJECT, FILE_WITHDRAW } FileAction;

/* What the officer says about one file. */
typedef struct FileRule {
    Str sha256;         /* the whole digest, or its first 12 digits or more */
    Str center, period; /* empty: as found in the file */
    FileAction action;
    Str why;
} FileRule;

typedef struct RegistryHeading {
    Str center; /* empty: all centers */
    Str field, spelling;
} RegistryHeading;

typedef struct Registry {
    const RegistryCenter *centers; /* in the file's order */
    size_t center_count;
    const RegistryPopulation *population;
    size_t population_count;
    const RegistryTarget *targets;
    size_t target_count;
    const FileRule *files;
    size_t file_count;
    const RegistryHeading *headings;
    size_t heading_count;
    char digest[DIGEST_TEXT_SIZE]; /* of centers and headings: what the mapping of any file rests on
                                    */
} Registry;

/*
 * Reads what there is; a missing table is empty. STATUS_CONFIG with file and row where a table
 * lacks a column that it must have, a value cannot be read, or a center's code stands twice.
 */
Registry *registry_load(const char *inputs_dir, Arena *arena, Error *err);

/* NULL where the registry has no such center. */
const RegistryCenter *registry_center(const Registry *registry, Str code);

/* NULL where the officer said nothing about the file. The last line about it counts. */
const FileRule *registry_file(const Registry *registry, Str sha256);

#endif
