/*
 * Presets: the levels that a kind of field gets unless the model writes them out. They are the
 * default configuration that every measured set uses (README.md); thresholds of Jaro-Winkler are
 * Splink's (0.92, 0.88, 0.7), the levels for dates add what goes wrong with birthdays.
 */

#include "pipeline/link/model.h"

typedef struct PresetLevel {
    const char *label;
    ConditionKind kind;
    double threshold;
    int length;
} PresetLevel;

typedef struct Preset {
    const char *kind;
    bool term_frequency;
    PresetLevel levels[MODEL_LEVELS_MAX];
} Preset;

static const Preset PRESETS[] = {
    {"exact", true, {{"same", CONDITION_EXACT, 0, 0}, {"different", CONDITION_ELSE, 0, 0}}},
    {"name",
     true,
     {{"same", CONDITION_EXACT, 0, 0},
      {"spelt alike", CONDITION_JARO_WINKLER, 0.92, 0},
      {"in the other field", CONDITION_CROSSED, 0, 0},
      {"spelt similarly", CONDITION_JARO_WINKLER, 0.88, 0},
      {"initial or short form", CONDITION_PREFIX, 0, 3},
      {"somewhat similar", CONDITION_JARO_WINKLER, 0.7, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"syllables",
     true,
     {{"same", CONDITION_SYLLABLES, 0.985, 0},
      {"sounds the same", CONDITION_SYLLABLES, 0.93, 0},
      {"in the other field", CONDITION_CROSSED, 0, 0},
      {"sounds alike", CONDITION_SYLLABLES, 0.86, 0},
      {"similar", CONDITION_SYLLABLES, 0.76, 0},
      {"somewhat similar", CONDITION_SYLLABLES, 0.62, 0},
      {"a syllable in common", CONDITION_SYLLABLES, 0.45, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"text",
     true,
     {{"same", CONDITION_EXACT, 0, 0},
      {"spelt alike", CONDITION_JARO_WINKLER, 0.92, 0},
      {"spelt similarly", CONDITION_JARO_WINKLER, 0.8, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"words",
     true,
     {{"same", CONDITION_EXACT, 0, 0},
      {"nearly the same words", CONDITION_WORDS, 0.9, 0},
      {"most words", CONDITION_WORDS, 0.75, 0},
      {"half of the words", CONDITION_WORDS, 0.55, 0},
      {"some words", CONDITION_WORDS, 0.35, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"place",
     true,
     {{"same", CONDITION_EXACT, 0, 0},
      {"spelt alike", CONDITION_PLACE, 0.9, 0},
      {"spelt similarly", CONDITION_PLACE, 0.8, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"date",
     true,
     {{"same day", CONDITION_DATE_SAME, 0, 0},
      {"same as far as known", CONDITION_DATE_OVERLAP, 0, 0},
      {"one slip", CONDITION_OSA, 1, 0},
      {"day and month exchanged", CONDITION_DATE_SWAPPED, 0, 0},
      {"same year, 1 January", CONDITION_DATE_HEAPED, 0, 0},
      {"within a month", CONDITION_DATE_WITHIN, 31, 0},
      {"one part differs", CONDITION_DATE_PART, 0, 0},
      {"within a year", CONDITION_DATE_WITHIN, 366, 0},
      {"within ten years", CONDITION_DATE_WITHIN, 3653, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"id",
     true,
     {{"same", CONDITION_EXACT, 0, 0},
      {"one slip", CONDITION_OSA, 1, 0},
      {"two slips", CONDITION_DAMERAU, 2, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"number",
     true,
     {{"same", CONDITION_EXACT, 0, 0},
      {"one slip", CONDITION_OSA, 1, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
    {"email",
     true,
     {{"same", CONDITION_EXACT, 0, 0},
      {"same before the @", CONDITION_LOCAL_PART, 0, 0},
      {"spelt alike", CONDITION_JARO_WINKLER, 0.92, 0},
      {"spelt similarly", CONDITION_JARO_WINKLER, 0.85, 0},
      {"different", CONDITION_ELSE, 0, 0}}},
};

Comparison *model_add_comparison(LinkModel *model, Arena *arena, Str column, const char *kind,
                                 Error *err)
{
    if (!error_ok(err))
        return NULL;
    const Preset *preset = NULL;
    for (size_t i = 0; i < sizeof PRESETS / sizeof *PRESETS; i++)
        if (strcmp(PRESETS[i].kind, kind) == 0)
            preset = &PRESETS[i];
    if (!preset || model->comparison_count == MODEL_COMPARISONS_MAX) {
        if (preset)
            error_set(err, STATUS_CONFIG, "a model has at most %d comparisons",
                      MODEL_COMPARISONS_MAX);
        else
            error_set(err, STATUS_CONFIG,
                      "no kind of comparison is called \"%s\"; expected exact, name, syllables, "
                      "text, words, place, date, id, number or email",
                      kind);
        return NULL;
    }
    int index = model_column(model, arena, column, err);
    if (!error_ok(err))
        return NULL;
    Comparison *comparison = &model->comparisons[model->comparison_count++];
    *comparison = (Comparison){.name = model->columns[index],
                               .kind = preset->kind,
                               .aliases = {index},
                               .alias_count = 1,
                               .null_columns = {index},
                               .null_count = 1};
    for (int i = 0; i < MODEL_LEVELS_MAX && preset->levels[i].label; i++) {
        const PresetLevel *from = &preset->levels[i];
        Level *level = comparison_add_level(comparison, from->label);
        level->conditions[0] = (Condition){.kind = from->kind,
                                           .column = index,
                                           .other = index,
                                           .threshold = from->threshold,
                                           .length = from->length};
        level->condition_count = 1;
        if (i == 0 && preset->term_frequency) {
            level->tf_column = index;
            level->tf_weight = 1;
        }
    }
    return comparison;
}
