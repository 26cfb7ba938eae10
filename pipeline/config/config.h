#ifndef ROLLBOOK_CONFIG_CONFIG_H
#define ROLLBOOK_CONFIG_CONFIG_H

/*
 * rollbook.yaml as a struct. Every key has a default; an unknown key or a value of the wrong kind
 * is STATUS_CONFIG with its line. The shipped rollbook.yaml shows every key with its default and
 * says what it is for.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/date.h"
#include "pipeline/base/error.h"

enum { CONFIG_LANGUAGES_MAX = 8, CONFIG_FONTS_MAX = 8 };

/* Who may receive a report, in order of how much they may see. */
typedef enum Audience {
    AUDIENCE_OFFICER,
    AUDIENCE_CENTER,
    AUDIENCE_MINISTRY,
    AUDIENCE_PARTNER,
    AUDIENCE_DONOR,
    AUDIENCE_COUNT,
} Audience;

typedef struct FontConfig {
    const char *path;        /* TrueType file */
    const char *bold_path;   /* NULL: no bold */
    const char *italic_path; /* NULL: emphasis stays upright; Thai and Myanmar have none */
} FontConfig;

typedef struct Config {
    const char *office_name[3]; /* en, th, my */
    const char *project_name;
    const char *agreement;     /* number of the donor's agreement; "": none is printed */
    const char *time_zone;     /* "Asia/Bangkok" */
    bool sample;               /* every page says "invented sample data" */
    const char *backup_dir;    /* NULL: <outputs>/backups */
    const char *templates_dir; /* overlay over the shipped templates, or NULL */
    Date project_start;        /* PY1 begins here */
    int silent_after_days;     /* a return is late so many days after its period's end */
    int observed_months;       /* a silent center's children are carried so many months */
    double hold_drop_share;    /* a successor that drops more of a center's children is held: 0.2 */
    double hold_error_share;   /* a list with a cell not read in more rows is held; 1: never */
    int minimum_cell[AUDIENCE_COUNT];
    double heaping_share;  /* 1 January births past this share make a year-only date: 0.03 */
    const char *age_basis; /* "completed" or "calendar_year" */
    const char *languages[CONFIG_LANGUAGES_MAX]; /* of the officer's reports, NULL-terminated */
    FontConfig font_latin, font_thai, font_myanmar;
    int input_file_mib; /* limits of the readers that an office may want to change */
    int workers;        /* files read at a time */
    char digest[65];    /* SHA-256 of the file: changes when a setting does */
} Config;

/* path NULL or missing file: all defaults. Text lives in the arena. */
Config *config_load(Arena *arena, const char *path, Error *err);

const char *audience_name(Audience audience); /* "officer", "center", ... */
bool audience_parse(Str name, Audience *audience);

#endif
