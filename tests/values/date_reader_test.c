/* Dates as registers hold them. All inputs are invented; the list is of 1 June 2026. */

#include "pipeline/values/date_display.h"
#include "pipeline/values/date_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Arena *arena;
static DateReader *reader;

static int load(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    arena = arena_create();
    reader = date_reader_load(&assets, &err);
    assert_string_equal(err.message, "");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    date_reader_free(reader);
    arena_free(arena);
    return 0;
}

/* "value precision calendar [flags]" of one cell. */
static const char *answer(DateInput input, const DateContext *context)
{
    StrBuf out = STRBUF_INIT;
    DateValue value = date_read(reader, arena, input, context);
    date_append_value(&out, &value);
    strbuf_appendf(&out, " %s %s [", date_precision_name(value.precision),
                   date_calendar_name(value.calendar));
    date_append_flags(&out, value.flags);
    strbuf_append_char(&out, ']');
    const char *text = arena_cstr(arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

typedef struct TextCase {
    const char *text, *expected;
} TextCase;

static void check_texts(const TextCase *cases, size_t count, const DateContext *context)
{
    for (size_t i = 0; i < count; i++) {
        DateInput input = {.text = str_from(cases[i].text)};
        const char *got = answer(input, context);
        if (strcmp(got, cases[i].expected) != 0)
            fail_msg("\"%s\": found %s, expected %s", cases[i].text, got, cases[i].expected);
    }
}

#define CHECK(cases, context) check_texts(cases, sizeof cases / sizeof cases[0], context)

static DateContext births(void)
{
    return date_context_birth((Date){2026, 6, 1});
}

static DateContext day_first(void)
{
    DateContext context = births();
    context.order_known = true;
    return context;
}

static void days_are_read_in_every_script_calendar_and_separator(void **state)
{
    (void)state;
    static const TextCase CASES[] = {
        {"07/03/2015", "2015-03-07 day CE []"},
        {"7.3.2558", "2015-03-07 day BE []"},
        {"๐๗-๐๓-๒๕๕๘", "2015-03-07 day BE []"},
        {"၀၇-၀၃-၂၀၁၅", "2015-03-07 day CE []"},
        {"၀၇-၀၃-၂ဝ၁၅", "2015-03-07 day CE []"},
        {"2015-03-07", "2015-03-07 day CE []"},
        {"2558/3/7", "2015-03-07 day BE []"},
        {"2015-03-07 00:00:00", "2015-03-07 day CE []"},
        {"18/11/1377", "2015-11-18 day ME []"},
        {"10/02/1377", "2016-02-10 day ME []"},
        {"20/04/1377", "2015-04-20 day ME [me_new_year]"},
        {"10/04/1377", "2016-04-10 day ME [me_new_year]"},
        {"20150307", "2015-03-07 day CE [packed]"},
        {"07032558", "2015-03-07 day BE [packed]"},
        {"07/03/2558 (2015)", "2015-03-07 day BE [both_eras]"},
        {"07/03/2558 (2014)", "2015-03-07 day BE [eras_disagree]"},
        {"42070", "2015-03-07 day excel [serial_as_text]"},
    };
    DateContext context = day_first();
    context.last_year = 2030;
    context.latest = (Date){2030, 1, 1};
    CHECK(CASES, &context);
}

static void months_are_known_by_name_in_three_languages(void **state)
{
    (void)state;
    static const TextCase CASES[] = {
        {"7 มีนาคม 2558", "2015-03-07 day BE []"},
        {"7 มี.ค. 2558", "2015-03-07 day BE []"},
        {"7 มีค 58", "2015-03-07 day BE [yy]"},
        {"วันที่ 7 เดือน มีนาคม พ.ศ. 2558", "2015-03-07 day BE []"},
        {"7 กรกฏาคม 2558", "2015-07-07 day BE []"},
        {"7 March 2015", "2015-03-07 day CE []"},
        {"March 7, 2015", "2015-03-07 day CE []"},
        {"7-Febuary-2015", "2015-02-07 day CE []"},
        {"7 mar 15", "2015-03-07 day CE [yy]"},
        {"၂၀၁၅ ခုနှစ် မတ်လ ၇ ရက်", "2015-03-07 day CE []"},
        {"၇ နို၀င်ဘာ ၂၀၁၅", "2015-11-07 day CE []"},
        {"မတ် ၂၀၁၅", "2015-03 month CE []"},
        {"ส.ค. 2558", "2015-08 month BE []"},
        {"March 15", "2015-03 month CE [yy day_or_year]"},
        {"5 May", " none  [unparsed]"},
        {"၁၃၇၇ ခုနှစ် ဝါဆိုလဆန်း ၅ ရက်", "2015-07 month ME [lunar_month_approx]"},
        {"၁၃၇၇ တပေါင်းလ", "2016-03 month ME [lunar_month_approx]"},
    };
    DateContext context = births();
    CHECK(CASES, &context);
}

static void what_is_ambiguous_says_so_and_keeps_the_alternative(void **state)
{
    (void)state;
    static const TextCase CASES[] = {
        {"07/03/2015", "2015-03-07 day CE [dm_ambiguous]"},
        {"07/07/2015", "2015-07-07 day CE []"},
        {"17/03/2015", "2015-03-17 day CE []"},
        {"03/17/2015", "2015-03-17 day CE [mdy]"},
        {"07/03/58", "2015-03-07 day BE [dm_ambiguous yy yy_ambiguous]"},
        {"17/03/45", "2002-03-17 day BE [yy]"},
    };
    DateContext context = births();
    CHECK(CASES, &context);
    DateValue value = date_read(reader, arena, (DateInput){.text = STR("07/03/2015")}, &context);
    assert_int_equal(date_cmp(value.alternative, (Date){2015, 7, 3}), 0);
    context.order = DATE_MONTH_FIRST;
    value = date_read(reader, arena, (DateInput){.text = STR("07/03/2015")}, &context);
    assert_int_equal(date_cmp(value.from, (Date){2015, 7, 3}), 0);
    assert_int_equal(date_cmp(value.alternative, (Date){2015, 3, 7}), 0);
}

static void impossible_parts_are_dropped_and_the_rest_is_kept(void **state)
{
    (void)state;
    static const TextCase CASES[] = {
        {"30/02/2015", "2015-02 month CE [impossible_day]"},
        {"29/02/2016", "2016-02-29 day CE []"},
        {"00/03/2558", "2015-03 month BE [zero_day]"},
        {"00/00/2558", "2015 year BE [zero_day_month]"},
        {"35/44/2558", "2015 year BE [impossible_day_month]"},
        {"07/03/2204", " none ? [bad_year]"},
        {"07/03/3101", "2015-03-07 day BE [double_be]"},
        {"07/03/1472", "2015-03-07 day CE [be_subtracted_from_ce]"},
        {"07/03/2042", "2042-03-07 day CE [future]"},
        {"07/03/1961", "1961-03-07 day CE [implausible]"},
        {"01/01/2558", "2015-01-01 day BE [heaped_jan1]"},
        {"01/06/2558", "2015-06-01 day BE [heaped_first]"},
        {"07/03/2015 พ.ศ.", "2015-03-07 day CE [eras_disagree]"},
        {"191492", " none  [unparsed]"},
        {"081 234 5678", " none ? [bad_year]"},
        {"unknown", " none  [empty]"},
        {"ไม่ทราบ", " none  [empty]"},
        {"", " none  [empty]"},
        {"Naw Eh Paw", " none  [unparsed]"},
    };
    DateContext context = day_first();
    CHECK(CASES, &context);
}

static void years_and_months_alone_are_spans(void **state)
{
    (void)state;
    static const TextCase CASES[] = {
        {"2015", "2015 year CE [year_only]"},
        {"2558", "2015 year BE [year_only]"},
        {"1377", "2015-04-17/2016-04-16 interval ME [year_only]"},
        {"3/2558", "2015-03 month BE []"},
        {"2558/3", "2015-03 month BE []"},
        {"2558/2015", "2015 year BE [year_only both_eras]"},
        {"2558/2014", "2014 year ? [year_only eras_disagree]"},
    };
    DateContext context = births();
    CHECK(CASES, &context);
}

static void ages_count_back_from_the_lists_date(void **state)
{
    (void)state;
    static const TextCase CASES[] = {
        {"9 ปี", "2016-06-02/2017-06-01 interval age [age]"},
        {"อายุ 9 ปี 4 เดือน", "2017-01-02/2017-02-01 interval age [age]"},
        {"အသက် ၉ နှစ်", "2016-06-02/2017-06-01 interval age [age]"},
        {"၁၀ နှစ်ထဲ", "2016-06-02/2017-06-01 interval age [age inclusive_age]"},
        {"9 years old", "2016-06-02/2017-06-01 interval age [age]"},
        {"9", "2016-06-02/2017-06-01 interval age [age bare_number]"},
        {"9.0", "2016-06-02/2017-06-01 interval age [age bare_number]"},
        {"45 ปี", " none age [age implausible]"},
    };
    DateContext context = births();
    CHECK(CASES, &context);
    static const TextCase EVENTS[] = {{"9", " none  [unparsed]"},
                                      {"01/06/2024", "2024-06-01 day CE []"}};
    DateContext events = date_context_event((Date){2026, 6, 1});
    events.order_known = true;
    CHECK(EVENTS, &events);
}

static void number_cells_are_serials_years_or_ages(void **state)
{
    (void)state;
    static const struct {
        double number;
        bool date1904;
        const char *expected;
    } CASES[] = {
        {42070, false, "2015-03-07 day excel [serial]"},
        {42070.75, false, "2015-03-07 day excel [serial]"},
        {40608, true, "2015-03-07 day excel1904 [serial]"},
        {240397, false, "2015-03-07 day excel-BE [serial be_year_in_serial]"},
        {2558, false, "2015 year BE [year_only]"},
        {1377, false, "2015-04-17/2016-04-16 interval ME [year_only]"},
        {11, false, "2014-06-02/2015-06-01 interval age [age]"},
        {20150317, false, "2015-03-17 day CE [packed]"},
        {7032558, false, "2015-03-07 day BE [packed dm_ambiguous]"},
        {500, false, " none  [unparsed]"},
        {0, false, " none  [empty]"},
        {-3, false, " none  [empty]"},
        {1e300, false, " none  [unparsed]"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        DateContext context = births();
        context.date1904 = CASES[i].date1904;
        DateInput input = {.type = DATE_CELL_NUMBER, .number = CASES[i].number};
        assert_string_equal(answer(input, &context), CASES[i].expected);
    }
}

static void date_cells_keep_their_day_unless_the_column_was_swapped(void **state)
{
    (void)state;
    DateContext context = births();
    DateInput serial = {.type = DATE_CELL_DATE, .number = 42188}; /* 2015-07-03 */
    assert_string_equal(answer(serial, &context), "2015-07-03 day CE [date_cell]");
    context.us_swap = true;
    assert_string_equal(answer(serial, &context), "2015-03-07 day CE [date_cell us_locale_swap]");
    context.us_swap = false;
    DateInput buddhist = {.type = DATE_CELL_DATE, .text = STR("2558-03-07")};
    assert_string_equal(answer(buddhist, &context),
                        "2015-03-07 day BE [date_cell be_year_in_date_cell]");
}

static void dates_are_shown_in_either_era(void **state)
{
    (void)state;
    static const struct {
        Date from, to;
        DateEra era;
        const char *expected;
    } CASES[] = {
        {{2015, 3, 7}, {2015, 3, 7}, DATE_ERA_CE, "07/03/2015"},
        {{2015, 3, 7}, {2015, 3, 7}, DATE_ERA_BE, "07/03/2558"},
        {{2015, 3, 1}, {2015, 3, 31}, DATE_ERA_BE, "03/2558"},
        {{2015, 1, 1}, {2015, 12, 31}, DATE_ERA_CE, "2015"},
        {{2014, 6, 2}, {2015, 6, 1}, DATE_ERA_BE, "2557-2558"},
        {{0, 0, 0}, {0, 0, 0}, DATE_ERA_CE, ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        StrBuf out = STRBUF_INIT;
        date_append_display(&out, CASES[i].from, CASES[i].to, CASES[i].era);
        assert_string_equal(strbuf_cstr(&out), CASES[i].expected);
        strbuf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_read_in_every_script_calendar_and_separator),
        cmocka_unit_test(months_are_known_by_name_in_three_languages),
        cmocka_unit_test(what_is_ambiguous_says_so_and_keeps_the_alternative),
        cmocka_unit_test(impossible_parts_are_dropped_and_the_rest_is_kept),
        cmocka_unit_test(years_and_months_alone_are_spans),
        cmocka_unit_test(ages_count_back_from_the_lists_date),
        cmocka_unit_test(number_cells_are_serials_years_or_ages),
        cmocka_unit_test(date_cells_keep_their_day_unless_the_column_was_swapped),
        cmocka_unit_test(dates_are_shown_in_either_era),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
