/* rollbook explain: the parts of a weight, how a child was put together, who came next. */

#include "pipeline/link/explain.h"
#include "pipeline/link/public_id.h"
#include "pipeline/link/stage_link.h"
#include "tests/support/register_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const MOTHERS[] = {"Daw Khin Yi", "Daw Mya Sein", "Naw Paw Say", "Daw Aye Kyi",
                                      "Daw Tin Hla", "Naw Mu Wah",   "Daw San Nu",  "Daw Nwe Ni"};
static const char *const FATHERS[] = {"U Ba Thein", "U Tin Maung", "U Soe Naing", "Saw Ler Moo",
                                      "U Kyaw Swe", "U Than Htay", "U Myo Myint", "U Nyi Nyi"};
static const char *const NAMES[] = {"Aung Min",   "Su Su Hlaing", "Thandar Win", "Kyaw Zin",
                                    "Moe Thuzar", "Naw Eh Paw",   "Saw Htoo",    "Nilar Soe"};
enum { FAMILIES = sizeof NAMES / sizeof NAMES[0] };

/* Every family at two centers; a third center writes one of them in Burmese letters, and twins. */
typedef struct World {
    int here, there, burmese, twin, other_twin;
} World;

static World add_world(Night *night)
{
    World world = {0};
    char birth[16];
    for (int center = 1; center <= 2; center++) {
        const char *name = center == 1 ? "HKW-001" : "MAE-002";
        add_register(night, center, name, "current");
        for (int i = 0; i < FAMILIES; i++) {
            snprintf(birth, sizeof birth, "201%d-0%d-1%d", i % 6, 1 + i % 9, i % 9);
            int row = add_child(night, center, name, "", NAMES[i], i % 2 ? "F" : "M", birth,
                                MOTHERS[i], FATHERS[i]);
            if (i == 0)
                *(center == 1 ? &world.here : &world.there) = row;
        }
    }
    add_register(night, 3, "MRT-003", "current");
    add_register(night, 4, "PHO-004", "current");
    world.burmese =
        add_child(night, 3, "MRT-003", "", "အောင်မင်း", "M", "2010-01-10", "ဒေါ်ခင်ရီ", "ဦးဘသိန်း");
    world.twin = add_child(night, 3, "MRT-003", "", "Htet Htet", "M", "2014-03-05", "Daw Hnin Si",
                           "U Chit Hlaing");
    world.other_twin = add_child(night, 4, "PHO-004", "", "Wai Yan", "M", "2014-03-05",
                                 "Daw Hnin Si", "U Chit Hlaing");
    Error err = {0};
    stage_link(&night->batch, &err);
    night_ok(&err);
    return world;
}

static int64_t record_of(Night *night, int row)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT link_record_id FROM link_record WHERE raw_row_id = %d", row);
    return night_int(night, sql);
}

static const char *explained(Night *night, int a, int b, bool json)
{
    Error err = {0};
    StrBuf out = STRBUF_INIT;
    explain_pair(&night->batch, record_of(night, a), record_of(night, b), json, &out, &err);
    night_ok(&err);
    const char *text = arena_cstr(night->arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void the_parts_of_a_weight_add_up_to_it(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    World world = add_world(&night);
    const char *json = explained(&night, world.here, world.there, true);
    double prior = 0, sum = 0, total = 0, sibling = 0;
    assert_int_equal(sscanf(strstr(json, "\"prior\":"), "\"prior\":%lf", &prior), 1);
    for (const char *at = json; (at = strstr(at, "\"bits\":")) != NULL; at++) {
        double bits = 0, frequency = 0;
        assert_int_equal(sscanf(at, "\"bits\":%lf,\"frequency_bits\":%lf", &bits, &frequency), 2);
        sum += bits + frequency;
    }
    assert_int_equal(sscanf(strstr(json, "\"sibling_bits\":"), "\"sibling_bits\":%lf", &sibling),
                     1);
    assert_int_equal(sscanf(strstr(json, "\"weight_bits\":"), "\"weight_bits\":%lf", &total), 1);
    assert_true(total - (prior + sum + sibling) < 1e-4 && prior + sum + sibling - total < 1e-4);
    night_close(&night);
}

static void the_weight_is_the_one_that_the_night_used(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    World world = add_world(&night);
    char part[64];
    snprintf(part, sizeof part, "\"weight_bits\":%s",
             night_text(&night, arena_printf(night.arena,
                                             "SELECT printf('%%.6f', weight_bits) FROM link_score"
                                             " WHERE %lld IN (left_id, right_id)"
                                             " AND %lld IN (left_id, right_id)",
                                             (long long)record_of(&night, world.here),
                                             (long long)record_of(&night, world.there))
                                    .ptr));
    expect(explained(&night, world.here, world.there, true), part);
    night_close(&night);
}

static void a_child_is_shown_as_it_was_put_together(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    World world = add_world(&night);
    assert_int_equal(child_of(&night, world.here), child_of(&night, world.there));
    const char *text = explained(&night, world.here, world.there, false);
    char id[PUBLIC_ID_SIZE], line[96];
    public_id_format(child_of(&night, world.here), id);
    snprintf(line, sizeof line, "%s is put together from", id);
    expect(text, line);
    expect(text, "joined:");
    expect(text, "weakest bridge:");
    expect(text, "HKW-001, 1 row(s)");
    expect(text, "MAE-002, 1 row(s)");
    night_close(&night);
}

static void names_stand_in_their_script_beside_the_reading(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    World world = add_world(&night);
    expect(explained(&night, world.here, world.burmese, false), "အောင်မင်း (Aung Min)");
    expect(explained(&night, world.here, world.burmese, true), "အောင်မင်း (Aung Min)");
    night_close(&night);
}

static void the_runner_up_and_the_rule_that_holds_it_are_named(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    World world = add_world(&night);
    const char *text = explained(&night, world.twin, world.other_twin, false);
    expect(text, "kept apart by the rule \"twins\"");
    expect(text, "runner-up:");
    expect(text, "kept apart by twins");
    char part[64];
    snprintf(part, sizeof part, "\"runner_up\":{\"record\":%lld",
             (long long)record_of(&night, world.other_twin));
    expect(explained(&night, world.twin, world.other_twin, true), part);
    night_close(&night);
}

static void to_explain_changes_nothing(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    World world = add_world(&night);
    int64_t before = sqlite3_total_changes(db_handle(night.db));
    explained(&night, world.here, world.twin, false);
    assert_int_equal(sqlite3_total_changes(db_handle(night.db)), before);
    night_close(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_of_a_weight_add_up_to_it),
        cmocka_unit_test(the_weight_is_the_one_that_the_night_used),
        cmocka_unit_test(a_child_is_shown_as_it_was_put_together),
        cmocka_unit_test(names_stand_in_their_script_beside_the_reading),
        cmocka_unit_test(the_runner_up_and_the_rule_that_holds_it_are_named),
        cmocka_unit_test(to_explain_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
