/* Model files: what is read, what is refused, and Splink's settings as a model. */

#include "pipeline/link/model_json.h"
#include "pipeline/link/splink_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static LinkModel *read_ok(Arena *arena, const char *text)
{
    Error err = {0};
    LinkModel *model = model_read_json(arena, str_from(text), &err);
    if (!error_ok(&err))
        fail_msg("%s", err.message);
    return model;
}

static void what_was_written_reads_back_the_same(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    LinkModel *model = read_ok(
        arena, "{\"unique_id\": \"id\", \"comparisons\": ["
               "{\"column\": \"first\", \"kind\": \"name\", \"crossed_with\": \"last\","
               " \"role\": \"individual\"},"
               "{\"column\": \"dob\", \"kind\": \"date\", \"aliases\": [\"dob2\"]},"
               "{\"column\": \"city\", \"levels\": [{\"when\": \"exact\", \"m\": 0.9, \"u\": 0.1},"
               "{\"all\": [{\"when\": \"jaccard\", \"threshold\": 0.5, \"length\": 2},"
               "{\"when\": \"part\", \"from\": 1, \"length\": 3}]}, {\"when\": \"else\"}]}],"
               "\"blocking\": [\"first[0:3] & year(dob)\", {\"rule\": \"city\", \"cap\": 9}],"
               "\"training\": [\"first & city\", \"dob\"]}");
    assert_int_equal(model->comparison_count, 3);
    assert_int_equal(model->training_count, 2);
    assert_int_equal(model->rules[0].term_count, 2);
    assert_int_equal(model->rules[1].cap, 9);
    model->trained = true;
    model->prior = 0.25;
    StrBuf once = STRBUF_INIT, twice = STRBUF_INIT;
    model_write_json(&once, model);
    model_write_json(&twice, read_ok(arena, strbuf_cstr(&once)));
    assert_string_equal(strbuf_cstr(&once), strbuf_cstr(&twice));
    strbuf_free(&once);
    strbuf_free(&twice);
    arena_free(arena);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } CASES[] = {
        {"{", "not JSON"},
        {"[]", "object"},
        {"{\"comparisons\": []}", "compares nothing"},
        {"{\"comparisons\": [{\"column\": \"a\", \"kind\": \"nam\"}]}", "\"nam\""},
        {"{\"comparisons\": [{\"column\": \"a\", \"kin\": \"name\"}]}", "\"kin\""},
        {"{\"comparisons\": [{\"column\": \"a\"}], \"blocking\": [\"a &\"]}", "a &"},
        {"{\"comparisons\": [{\"column\": \"a\", \"levels\": [{\"when\": \"exact\"}]}]}", "else"},
        {"{\"comparisons\": [{\"column\": \"a\", \"levels\": [{\"when\": \"near\"}]}]}",
         "\"near\""},
        {"{\"link_type\": \"dedupe_only\", \"unique_id_column_name\": \"id\", \"comparisons\": ["
         "{\"comparison_levels\": [{\"sql_condition\": \"foo(a_l) = 1\"}]}]}",
         "foo(a_l) = 1"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Arena *arena = arena_create();
        Error err = {0};
        assert_null(model_read_json(arena, str_from(CASES[i].text), &err));
        assert_int_equal(err.status, STATUS_CONFIG);
        if (!strstr(err.message, CASES[i].said))
            fail_msg("expected \"%s\" in \"%s\"", CASES[i].said, err.message);
        arena_free(arena);
    }
}

static void splink_settings_become_a_model(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    LinkModel *model = read_ok(
        arena,
        "{\"link_type\": \"dedupe_only\", \"unique_id_column_name\": \"id\","
        "\"probability_two_random_records_match\": 0.001, \"comparisons\": [{"
        "\"output_column_name\": \"name\", \"comparison_levels\": ["
        "{\"sql_condition\": \"\\\"n_l\\\" IS NULL OR \\\"n_r\\\" IS NULL\", \"is_null_level\": "
        "true},"
        "{\"sql_condition\": \"\\\"n_l\\\" = \\\"n_r\\\"\", \"m_probability\": 0.9,"
        " \"u_probability\": 0.01, \"tf_adjustment_column\": \"n\"},"
        "{\"sql_condition\": \"(n_l = s_r) AND (n_r = s_l)\", \"m_probability\": 0.02,"
        " \"u_probability\": 0.001},"
        "{\"sql_condition\": \"jaro_winkler_similarity(\\\"n_l\\\", \\\"n_r\\\") >= 0.92\","
        " \"m_probability\": 0.05, \"u_probability\": 0.02},"
        "{\"sql_condition\": \"ELSE\", \"m_probability\": 0.03, \"u_probability\": 0.969}]},"
        "{\"output_column_name\": \"dob\", \"comparison_levels\": ["
        "{\"sql_condition\": \"try_strptime(\\\"d_l\\\", '%Y-%m-%d') IS NULL OR"
        " try_strptime(\\\"d_r\\\", '%Y-%m-%d') IS NULL\", \"is_null_level\": true},"
        "{\"sql_condition\": \"ABS(EPOCH(try_strptime(\\\"d_l\\\", '%Y-%m-%d')) -"
        " EPOCH(try_strptime(\\\"d_r\\\", '%Y-%m-%d'))) <= 2629800.0\", \"m_probability\": 0.9,"
        " \"u_probability\": 0.01},"
        "{\"sql_condition\": \"ELSE\", \"m_probability\": 0.1, \"u_probability\": 0.99}]}],"
        "\"blocking_rules_to_generate_predictions\": [{\"blocking_rule\":"
        " \"l.\\\"n\\\" = r.\\\"n\\\" AND SUBSTRING(l.d,1,4) = SUBSTRING(r.d,1,4)\"}]}");
    assert_true(model->trained && model->verbatim);
    const Comparison *name = &model->comparisons[0];
    assert_int_equal(name->level_count, 4);
    assert_int_equal(name->levels[1].conditions[0].kind, CONDITION_SWAPPED);
    assert_int_equal(name->levels[2].conditions[0].kind, CONDITION_JARO_WINKLER);
    assert_true(name->levels[0].tf_column >= 0);
    const Condition *days = &model->comparisons[1].levels[0].conditions[0];
    assert_int_equal(days->kind, CONDITION_DATE_WITHIN);
    assert_int_equal((int)days->threshold, 30); /* a month of 30.4375 days */
    assert_int_equal(model->rules[0].term_count, 2);
    assert_int_equal(model->rules[0].terms[1].kind, TERM_PART);
    arena_free(arena);
}

static void a_model_written_for_splink_reads_back_with_the_same_weights(void **state)
{
    (void)state;
    static const char *const TEXT =
        "{\"unique_id\": \"id\", \"trained\": true, \"prior\": 0.001, \"comparisons\": ["
        "{\"column\": \"n\", \"levels\": [{\"when\": \"exact\", \"m\": 0.8, \"u\": 0.01,"
        " \"term_frequency\": 1}, {\"when\": \"swapped\", \"other\": \"s\", \"m\": 0.05, \"u\":"
        " 0.001}, {\"when\": \"jaro_winkler\", \"threshold\": 0.88, \"m\": 0.1, \"u\": 0.02},"
        " {\"when\": \"else\", \"m\": 0.05, \"u\": 0.969}]},"
        "{\"column\": \"d\", \"levels\": [{\"when\": \"exact\", \"m\": 0.9, \"u\": 0.001},"
        " {\"when\": \"date_within\", \"threshold\": 31, \"m\": 0.05, \"u\": 0.009},"
        " {\"when\": \"else\", \"m\": 0.05, \"u\": 0.99}]}],"
        "\"blocking\": [\"n[0:3] & d\"]}";
    for (int dialect = SPLINK_DUCKDB; dialect <= SPLINK_SPARK; dialect++) {
        Arena *arena = arena_create();
        Error err = {0};
        LinkModel *model = read_ok(arena, TEXT);
        StrBuf out = STRBUF_INIT;
        splink_write(&out, model, (SplinkDialect)dialect, &err);
        assert_true(error_ok(&err));
        LinkModel *back = read_ok(arena, strbuf_cstr(&out));
        assert_int_equal(back->comparison_count, 2);
        assert_int_equal(back->jaro, dialect == SPLINK_SPARK ? JARO_SPARK : JARO_DUCKDB);
        for (int c = 0; c < 2; c++)
            for (int l = 0; l < model->comparisons[c].level_count; l++) {
                const Level *a = &model->comparisons[c].levels[l];
                const Level *b = &back->comparisons[c].levels[l];
                assert_int_equal(a->conditions[0].kind, b->conditions[0].kind);
                assert_true(a->m <= b->m && a->m >= b->m && a->u <= b->u && a->u >= b->u);
            }
        assert_int_equal(back->rules[0].terms[0].length, 3);
        model->comparisons[0].levels[2].conditions[0].kind = CONDITION_SYLLABLES;
        splink_write(&out, model, SPLINK_DUCKDB, &err);
        assert_int_equal(err.status, STATUS_CONFIG); /* SQL has no syllables: said, not dropped */
        strbuf_free(&out);
        arena_free(arena);
    }
}

/* Every condition that SQL can say is written and recognised again, in both dialects. */
static void what_is_written_for_splink_is_recognised(void **state)
{
    (void)state;
    static const char *const KINDS[] = {"name", "text", "date", "id", "number", "email", "exact"};
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++)
        for (int dialect = SPLINK_DUCKDB; dialect <= SPLINK_SPARK; dialect++) {
            Arena *arena = arena_create();
            Error err = {0};
            Str text = arena_printf(arena,
                                    "{\"comparisons\": [{\"column\": \"a\", \"kind\": \"%s\","
                                    "\"crossed_with\": \"b\"}, {\"column\": \"b\"}],"
                                    "\"blocking\": [\"a\"]}",
                                    KINDS[k]);
            LinkModel *model = read_ok(arena, text.ptr);
            StrBuf out = STRBUF_INIT;
            splink_write(&out, model, (SplinkDialect)dialect, &err);
            assert_true(error_ok(&err));
            const Comparison *wrote = &model->comparisons[0];
            const Comparison *back = &read_ok(arena, strbuf_cstr(&out))->comparisons[0];
            assert_int_equal(wrote->level_count, back->level_count);
            for (int l = 0; l < wrote->level_count; l++) {
                const Condition *a = &wrote->levels[l].conditions[0];
                const Condition *b = &back->levels[l].conditions[0];
                /* One edit is one edit: Splink's name for it is Damerau's. */
                bool one = a->kind == CONDITION_OSA && b->kind == CONDITION_DAMERAU;
                assert_true(a->kind == b->kind || one);
                assert_true(a->threshold >= b->threshold && a->threshold <= b->threshold);
                if (a->kind == CONDITION_PREFIX)
                    assert_int_equal(a->length, b->length);
            }
            strbuf_free(&out);
            arena_free(arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_reads_back_the_same),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(splink_settings_become_a_model),
        cmocka_unit_test(what_is_written_for_splink_is_recognised),
        cmocka_unit_test(a_model_written_for_splink_reads_back_with_the_same_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
