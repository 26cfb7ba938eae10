#ifndef ROLLBOOK_CLI_OFFICE_H
#define ROLLBOOK_CLI_OFFICE_H

/*
 * The office that a command works for: its folders, configuration and templates, from the options
 * that all such commands share, else from the folder one stands in.
 */

#include "pipeline/base/asset.h"
#include "pipeline/cli/options.h"
#include "pipeline/config/config.h"
#include "pipeline/warehouse/warehouse.h"

/* The shared options: put OFFICE_OPTIONS into a command's list. */
#define OFFICE_OPTIONS                                                                             \
    {"inputs", "DIR", "where submissions are dropped (default: inputs)"},                          \
        {"outputs", "DIR", "where warehouse and reports lie (default: outputs)"},                  \
    {                                                                                              \
        "config", "FILE", "the office's settings (default: rollbook.yaml, where there is one)"     \
    }

typedef struct Office {
    Arena *arena;
    const char *inputs;
    const char *outputs;
    Config *config;
    Assets assets;
} Office;

/* Loads configuration. STATUS_CONFIG where it is wrong or a named file is missing. */
Office office_open(const Options *options, Error *err);
void office_close(Office *office);

/* Where backups are kept: as configured, else backups/ below the outputs. */
const char *office_backups(const Office *office);

#endif
