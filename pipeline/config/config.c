#include "pipeline/config/config.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/number.h"

#include <stddef.h>
#include <yaml.h>

enum { CONFIG_FILE_MAX = 1 << 20 };

static const char *const AUDIENCE_NAMES[AUDIENCE_COUNT] = {"officer", "center", "ministry",
                                                           "partner", "donor"};

const char *audience_name(Audience audience)
{
    return AUDIENCE_NAMES[audience];
}

bool audience_parse(Str name, Audience *audience)
{
    for (Audience i = 0; i < AUDIENCE_COUNT; i++)
        if (str_is(name, AUDIENCE_NAMES[i])) {
            *audience = i;
            return true;
        }
    return false;
}

typedef enum KeyType { KEY_TEXT, KEY_BOOL, KEY_INT, KEY_SHARE, KEY_DATE, KEY_LANGUAGES } KeyType;

/* One key of rollbook.yaml: nested keys are written with a dot. */
typedef struct ConfigKey {
    const char *name;
    KeyType type;
    size_t offset;
    int min, max;        /* KEY_INT */
    const char *choices; /* KEY_TEXT: "one|two", NULL for any text */
} ConfigKey;

#define AT(member) offsetof(Config, member)
static const ConfigKey KEYS[] = {
    {"office.name_en", KEY_TEXT, AT(office_name[0]), 0, 0, NULL},
    {"office.name_th", KEY_TEXT, AT(office_name[1]), 0, 0, NULL},
    {"office.name_my", KEY_TEXT, AT(office_name[2]), 0, 0, NULL},
    {"office.project", KEY_TEXT, AT(project_name), 0, 0, NULL},
    {"office.agreement", KEY_TEXT, AT(agreement), 0, 0, NULL},
    {"office.time_zone", KEY_TEXT, AT(time_zone), 0, 0, NULL},
    {"office.sample", KEY_BOOL, AT(sample), 0, 0, NULL},
    {"folders.backups", KEY_TEXT, AT(backup_dir), 0, 0, NULL},
    {"folders.templates", KEY_TEXT, AT(templates_dir), 0, 0, NULL},
    {"calendar.project_start", KEY_DATE, AT(project_start), 0, 0, NULL},
    {"languages", KEY_LANGUAGES, AT(languages), 0, 0, NULL},
    {"thresholds.silent_after_days", KEY_INT, AT(silent_after_days), 0, 366, NULL},
    {"thresholds.observed_months", KEY_INT, AT(observed_months), 0, 24, NULL},
    {"thresholds.hold_drop_share", KEY_SHARE, AT(hold_drop_share), 0, 0, NULL},
    {"thresholds.hold_error_share", KEY_SHARE, AT(hold_error_share), 0, 0, NULL},
    {"thresholds.heaping_share", KEY_SHARE, AT(heaping_share), 0, 0, NULL},
    {"audiences.officer.minimum_cell", KEY_INT, AT(minimum_cell[AUDIENCE_OFFICER]), 0, 100, NULL},
    {"audiences.center.minimum_cell", KEY_INT, AT(minimum_cell[AUDIENCE_CENTER]), 0, 100, NULL},
    {"audiences.ministry.minimum_cell", KEY_INT, AT(minimum_cell[AUDIENCE_MINISTRY]), 0, 100, NULL},
    {"audiences.partner.minimum_cell", KEY_INT, AT(minimum_cell[AUDIENCE_PARTNER]), 3, 100, NULL},
    {"audiences.donor.minimum_cell", KEY_INT, AT(minimum_cell[AUDIENCE_DONOR]), 3, 100, NULL},
    {"indicators.age_basis", KEY_TEXT, AT(age_basis), 0, 0, "completed|calendar_year"},
    {"fonts.latin", KEY_TEXT, AT(font_latin.path), 0, 0, NULL},
    {"fonts.latin_bold", KEY_TEXT, AT(font_latin.bold_path), 0, 0, NULL},
    {"fonts.latin_italic", KEY_TEXT, AT(font_latin.italic_path), 0, 0, NULL},
    {"fonts.thai", KEY_TEXT, AT(font_thai.path), 0, 0, NULL},
    {"fonts.thai_bold", KEY_TEXT, AT(font_thai.bold_path), 0, 0, NULL},
    {"fonts.myanmar", KEY_TEXT, AT(font_myanmar.path), 0, 0, NULL},
    {"fonts.myanmar_bold", KEY_TEXT, AT(font_myanmar.bold_path), 0, 0, NULL},
    {"reading.input_file_mib", KEY_INT, AT(input_file_mib), 1, 4096, NULL},
    {"reading.workers", KEY_INT, AT(workers), 1, 16, NULL},
};

static Config defaults(void)
{
    return (Config){
        .office_name = {"Migrant Educational Coordination Center, Tak Primary Educational Service "
                        "Area Office 2",
                        "ศูนย์ประสานงานการจัดการศึกษาเด็กต่างด้าว สพป.ตาก เขต 2",
                        "ရွှေ့ပြောင်းကလေးများ ပညာရေး ညှိနှိုင်းရေးစင်တာ (MECC)"},
        .project_name = "Advance",
        .agreement = "",
        .time_zone = "Asia/Bangkok",
        .project_start = {2022, 7, 1},
        .silent_after_days = 15,
        .observed_months = 2,
        .hold_drop_share = 0.2,
        .hold_error_share = 1,
        .heaping_share = 0.03,
        .minimum_cell = {0, 0, 0, 5, 5},
        .age_basis = "completed",
        .languages = {"en", "th"},
        .font_latin = {"/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                       "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
                       "/usr/share/fonts/truetype/noto/NotoSans-Italic.ttf"},
        .font_thai = {"/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
                      "/usr/share/fonts/truetype/noto/NotoSansThai-Bold.ttf", NULL},
        .font_myanmar = {"/usr/share/fonts/truetype/padauk/Padauk-Regular.ttf",
                         "/usr/share/fonts/truetype/padauk/Padauk-Bold.ttf", NULL},
        .input_file_mib = 256,
        .workers = 2,
    };
}

typedef struct Loader {
    Arena *arena;
    Config *config;
    const char *path;
    Error *err;
} Loader;

static void complain(Loader *loader, size_t line, const char *key, const char *what)
{
    error_set_at(loader->err, STATUS_CONFIG,
                 (SourceRef){.file = loader->path, .row = (int64_t)line}, "%s: %s", key, what);
}

static bool is_choice(const char *choices, Str text)
{
    Str rest = str_from(choices), choice = {0};
    while (str_split(&rest, '|', &choice))
        if (str_eq(choice, text))
            return true;
    return false;
}

static void set_languages(Loader *loader, const ConfigKey *key, Str text, size_t line)
{
    const char **languages = loader->config->languages;
    size_t count = 0;
    while (count + 1 < CONFIG_LANGUAGES_MAX && languages[count])
        count++;
    if (!str_is(text, "en") && !str_is(text, "th") && !str_is(text, "my"))
        complain(loader, line, key->name, "expected en, th or my");
    else if (count + 1 < CONFIG_LANGUAGES_MAX)
        languages[count] = arena_cstr(loader->arena, text);
}

static void set_key(Loader *loader, const ConfigKey *key, Str text, size_t line)
{
    void *target = (char *)loader->config + key->offset;
    int64_t integer;
    double share;
    switch (key->type) {
    case KEY_TEXT:
        if (key->choices && !is_choice(key->choices, text))
            complain(loader, line, key->name,
                     arena_printf(loader->arena, "expected %s, found \"%.*s\"", key->choices,
                                  STR_ARG(text))
                         .ptr);
        else
            *(const char **)target = arena_cstr(loader->arena, text);
        break;
    case KEY_BOOL:
        if (str_is(text, "true") || str_is(text, "false"))
            *(bool *)target = str_is(text, "true");
        else
            complain(loader, line, key->name, "expected true or false");
        break;
    case KEY_INT:
        if (number_parse_int(text, &integer) && integer >= key->min && integer <= key->max)
            *(int *)target = (int)integer;
        else
            complain(loader, line, key->name,
                     arena_printf(loader->arena, "expected a whole number from %d to %d", key->min,
                                  key->max)
                         .ptr);
        break;
    case KEY_SHARE:
        if (number_parse(text, &share) && share >= 0 && share <= 1)
            *(double *)target = share;
        else
            complain(loader, line, key->name, "expected a number from 0 to 1");
        break;
    case KEY_DATE:
        if (!date_parse_iso(text, target))
            complain(loader, line, key->name, "expected a date such as 2026-09-30");
        break;
    case KEY_LANGUAGES:
        set_languages(loader, key, text, line);
        break;
    }
}

static void set_by_name(Loader *loader, const char *name, Str text, size_t line)
{
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
        if (strcmp(KEYS[i].name, name) == 0) {
            set_key(loader, &KEYS[i], text, line);
            return;
        }
    complain(loader, line, name,
             "there is no such key; see the shipped rollbook.yaml for all keys");
}

static Str scalar(const yaml_node_t *node)
{
    return (Str){(const char *)node->data.scalar.value, node->data.scalar.length};
}

/* Walks mappings; `prefix` is "office." within office, empty at the top. */
static void walk(Loader *loader, yaml_document_t *document, yaml_node_t *node, const char *prefix)
{
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         error_ok(loader->err) && pair < node->data.mapping.pairs.top; pair++) {
        yaml_node_t *key = yaml_document_get_node(document, pair->key);
        yaml_node_t *value = yaml_document_get_node(document, pair->value);
        size_t line = key->start_mark.line + 1;
        if (key->type != YAML_SCALAR_NODE) {
            complain(loader, line, loader->path, "expected a plain key");
            return;
        }
        const char *name = arena_printf(loader->arena, "%s%.*s", prefix, STR_ARG(scalar(key))).ptr;
        if (value->type == YAML_MAPPING_NODE) {
            walk(loader, document, value, arena_printf(loader->arena, "%s.", name).ptr);
        } else if (value->type == YAML_SEQUENCE_NODE) {
            if (strcmp(name, "languages") == 0)
                memset(loader->config->languages, 0, sizeof loader->config->languages);
            for (yaml_node_item_t *item = value->data.sequence.items.start;
                 item < value->data.sequence.items.top; item++) {
                yaml_node_t *entry = yaml_document_get_node(document, *item);
                if (entry->type == YAML_SCALAR_NODE)
                    set_by_name(loader, name, scalar(entry), entry->start_mark.line + 1);
                else
                    complain(loader, line, name, "expected a list of plain values");
            }
        } else if (value->type == YAML_SCALAR_NODE && value->data.scalar.length > 0) {
            set_by_name(loader, name, scalar(value), line);
        }
    }
}

Config *config_load(Arena *arena, const char *path, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Config *config = arena_new(arena, Config);
    *config = defaults();
    digest_of(STR(""), config->digest);
    if (!path || !file_exists(path))
        return config;
    Str text = file_read(arena, path, CONFIG_FILE_MAX, err);
    if (!error_ok(err)) {
        err->status = STATUS_CONFIG;
        return config;
    }
    digest_of(text, config->digest);
    Loader loader = {arena, config, path, err};
    yaml_parser_t parser;
    yaml_document_t document;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    if (!yaml_parser_load(&parser, &document)) {
        complain(&loader, parser.problem_mark.line + 1, "not valid YAML",
                 parser.problem ? parser.problem : "unknown problem");
    } else {
        yaml_node_t *root = yaml_document_get_root_node(&document);
        if (root && root->type == YAML_MAPPING_NODE)
            walk(&loader, &document, root, "");
        else if (root)
            complain(&loader, 1, path, "expected keys and values");
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return config;
}
