#include "pipeline/cli/office.h"

#include "pipeline/base/file.h"

static const char DEFAULT_CONFIG[] = "rollbook.yaml";

Office office_open(const Options *options, Error *err)
{
    Office office = {.arena = arena_create(),
                     .inputs = options_or(options, "inputs", "inputs"),
                     .outputs = options_or(options, "outputs", "outputs")};
    const char *config = options_get(options, "config");
    if (config && !file_exists(config))
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = config}, "there is no such file");
    office.config = config_load(office.arena, config ? config : DEFAULT_CONFIG, err);
    if (office.config)
        office.assets.overlay = office.config->templates_dir;
    return office;
}

void office_close(Office *office)
{
    arena_free(office->arena);
}

const char *office_backups(const Office *office)
{
    return office->config->backup_dir ? office->config->backup_dir
                                      : file_join(office->arena, office->outputs, "backups");
}
