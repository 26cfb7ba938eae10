/* JSON, TSV, XML, digests and assets. */

#include "tests/support/test.h"

#include "pipeline/base/asset.h"
#include "pipeline/base/digest.h"
#include "pipeline/base/json.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/xml.h"

static void json_strings_go_there_and_back(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    static const Str CASES[] = {STR_LIT("plain"), STR_LIT("q\"b\\s/\b\f\n\r\t\x01"),
                                STR_LIT("ကျောင်း ที่ \U0001F600"), STR_LIT("")};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        StrBuf buf = STRBUF_INIT;
        json_append_string(&buf, CASES[i]);
        JsonScan scan = {.text = strbuf_str(&buf), .arena = arena};
        assert_int_equal(json_next(&scan), JSON_STRING);
        assert_true(str_eq(scan.string, CASES[i]));
        assert_int_equal(json_next(&scan), JSON_END);
        assert_false(scan.failed);
        strbuf_free(&buf);
    }
    arena_free(arena);
}

static void json_tokens_come_one_by_one(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    JsonScan scan = {.text = STR("[[3, \"n\", -1.5e2, null], {\"a\": true}, \"\\ud83d\\ude00\"]"),
                     .arena = arena};
    static const JsonType EXPECTED[] = {
        JSON_ARRAY_OPEN,   JSON_ARRAY_OPEN,  JSON_NUMBER,      JSON_STRING, JSON_NUMBER,
        JSON_NULL,         JSON_ARRAY_CLOSE, JSON_OBJECT_OPEN, JSON_STRING, JSON_TRUE,
        JSON_OBJECT_CLOSE, JSON_STRING,      JSON_ARRAY_CLOSE, JSON_END,
    };
    for (size_t i = 0; i < COUNT_OF(EXPECTED); i++)
        assert_int_equal(json_next(&scan), EXPECTED[i]);
    assert_str(scan.string, "\U0001F600");
    arena_free(arena);
}

static void malformed_json_is_told(void **state)
{
    (void)state;
    static const char *const CASES[] = {"\"open", "[tru]", "\"\\x\"", "\"\\u12\"", "[1.2.3]", "@"};
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        JsonScan scan = {.text = str_from(CASES[i]), .arena = arena};
        while (json_next(&scan) != JSON_END)
            ;
        assert_true(scan.failed);
    }
    arena_free(arena);
}

static void tables_forgive_what_spreadsheet_programs_do(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    Tsv tsv = tsv_parse(
        arena, STR("\uFEFFcode\tname\twhy\r\n# a comment\r\n\r\nA\t\"say \"\"hi\"\"\"\r\nB\t\t x "),
        "t.tsv", &err);
    assert_ok(err);
    assert_int_equal(tsv.row_count, 2);
    assert_str(tsv.rows[0].fields[1], "say \"hi\"");
    assert_str(tsv.rows[0].fields[2], "");
    assert_int_equal(tsv.rows[1].line, 5);
    assert_int_equal(tsv_column(&tsv, "why"), 2);
    assert_int_equal(tsv_need(&tsv, "center", "t.tsv", &err), -1);
    assert_int_equal(err.status, STATUS_CONFIG);
    Error wide = {0};
    tsv_parse(arena, STR("a\tb\n1\t2\t3\n"), "t.tsv", &wide);
    assert_int_equal(wide.row, 2);
    Error latin = {0};
    tsv_parse(arena, STR("a\n\xE9\n"), "t.tsv", &latin);
    assert_int_equal(latin.status, STATUS_CONFIG);
    arena_free(arena);
}

static void digests_are_those_of_the_standard(void **state)
{
    (void)state;
    char text[DIGEST_TEXT_SIZE];
    digest_of(STR("abc"), text); /* FIPS 180-4 example */
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    const char *path = file_join(arena, folder, "x");
    file_write(path, STR("abc"), &err);
    char same[DIGEST_TEXT_SIZE];
    digest_of_file(path, same, &err);
    assert_ok(err);
    assert_string_equal(text, same);
    digest_of_file("/nonexistent", same, &err);
    assert_int_equal(err.status, STATUS_INPUT);
    test_folder_remove(folder);
    arena_free(arena);
}

/* --- XML ------------------------------------------------------------------------------------- */

typedef struct Seen {
    StrBuf text;
} Seen;

static void see_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                     int count)
{
    Seen *seen = self;
    (void)uri;
    strbuf_appendf(&seen->text, "<%.*s", STR_ARG(name));
    for (int i = 0; i < count; i++)
        strbuf_appendf(&seen->text, " %.*s=%.*s", STR_ARG(attributes[i].name),
                       STR_ARG(attributes[i].value));
    strbuf_append_char(&seen->text, '>');
}

static void see_close(void *self, Str name)
{
    strbuf_appendf(&((Seen *)self)->text, "</%.*s>", STR_ARG(name));
}

static void see_text(void *self, Str text)
{
    strbuf_append(&((Seen *)self)->text, text);
}

static const XmlHandler SEE = {see_open, see_close, see_text};

/* What a document is seen as, fed `piece` bytes at a time. */
static void see(Str document, size_t piece, StrBuf *out, Error *err)
{
    Seen seen = {0};
    XmlPush *push = xml_push_create(&SEE, &seen, &XML_LIMITS, err);
    for (size_t from = 0; from < document.len; from += piece)
        if (!xml_push_feed(push, str_slice(document, from, from + piece)))
            break;
    xml_push_finish(push);
    xml_push_free(push);
    strbuf_append(out, strbuf_str(&seen.text));
    strbuf_free(&seen.text);
}

static void xml_is_seen_by_local_names_in_pieces_of_any_size(void **state)
{
    (void)state;
    Str document = STR("<?xml version=\"1.0\"?><x:a xmlns:x=\"u\" b=\"1 &amp; 2\">t<!-- = = --><c/>"
                       "<![CDATA[<d>]]></x:a>");
    for (size_t piece = 1; piece <= document.len; piece++) {
        StrBuf out = STRBUF_INIT;
        Error err = {0};
        see(document, piece, &out, &err);
        assert_ok(err);
        assert_string_equal(strbuf_cstr(&out), "<a b=1 & 2>t<c></c><d></a>");
        strbuf_free(&out);
    }
}

static void hostile_xml_is_refused(void **state)
{
    (void)state;
    StrBuf deep = STRBUF_INIT, wide = STRBUF_INIT, names = STRBUF_INIT, tag = STRBUF_INIT;
    for (int i = 0; i < 70; i++)
        strbuf_append_cstr(&deep, "<a>");
    strbuf_append_cstr(&wide, "<a");
    for (int i = 0; i < 400; i++)
        strbuf_appendf(&wide, " a%d='x'", i);
    strbuf_append_cstr(&wide, "/>");
    strbuf_append_cstr(&names, "<r>");
    for (int i = 0; i < 1100; i++)
        strbuf_appendf(&names, "<n%d/>", i);
    strbuf_append_cstr(&tag, "<a b='");
    for (int i = 0; i < 70000; i++)
        strbuf_append_char(&tag, 'x');
    strbuf_append_cstr(&tag, "'/>");
    const struct {
        Str document;
        Status status;
    } cases[] = {
        {STR("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), STATUS_FORMAT},
        {STR("<!DOCTYPE a><a/>"), STATUS_FORMAT},
        {STR("<a><b></a>"), STATUS_FORMAT},
        {STR("<a>"), STATUS_FORMAT},
        {STR("<a>\xFF</a>"), STATUS_FORMAT},
        {STR(""), STATUS_FORMAT},
        {strbuf_str(&deep), STATUS_LIMIT},
        {strbuf_str(&wide), STATUS_LIMIT},
        {strbuf_str(&names), STATUS_LIMIT},
        {strbuf_str(&tag), STATUS_LIMIT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        StrBuf out = STRBUF_INIT;
        Error err = {0};
        see(cases[i].document, 1000, &out, &err);
        assert_int_equal(err.status, cases[i].status);
        strbuf_free(&out);
    }
    strbuf_free(&deep);
    strbuf_free(&wide);
    strbuf_free(&names);
    strbuf_free(&tag);
}

static void escaped_text_is_seen_again(void **state)
{
    (void)state;
    StrBuf document = STRBUF_INIT, out = STRBUF_INIT;
    Error err = {0};
    strbuf_append_cstr(&document, "<a>");
    xml_append_escaped(&document, STR("<b> & \"q\" \x01\t\r က"));
    strbuf_append_cstr(&document, "</a>");
    see(strbuf_str(&document), 7, &out, &err);
    assert_ok(err);
    assert_string_equal(strbuf_cstr(&out), "<a><b> & \"q\" \t\r က</a>");
    strbuf_free(&document);
    strbuf_free(&out);
}

static void assets_are_shipped_and_an_office_lays_its_own_over_them(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    Assets shipped = {0};
    Str headings = asset_read(&shipped, arena, "templates/dictionaries/headings.tsv", &err);
    assert_ok(err);
    assert_true(headings.len > 1000);
    char before[65], after[65];
    asset_digest(&shipped, before, &err);

    const char *folder = test_folder(arena);
    file_make_folder(file_join(arena, folder, "dictionaries"), &err);
    file_write(file_join(arena, folder, "dictionaries/headings.tsv"), STR("mine"), &err);
    file_write(file_join(arena, folder, "dictionaries/zz.tsv"), STR("more"), &err);
    Assets overlaid = {.overlay = folder};
    assert_str(asset_read(&overlaid, arena, "templates/dictionaries/headings.tsv", &err), "mine");
    AssetList list = asset_list(&overlaid, arena, "templates/dictionaries/", &err);
    AssetList plain = asset_list(&shipped, arena, "templates/dictionaries/", &err);
    assert_int_equal(list.count, plain.count + 1);
    assert_string_equal(list.paths[list.count - 1], "templates/dictionaries/zz.tsv");
    asset_digest(&overlaid, after, &err);
    assert_ok(err);
    assert_string_not_equal(before, after);
    asset_read(&overlaid, arena, "templates/nothing", &err);
    assert_int_equal(err.status, STATUS_CONFIG);
    test_folder_remove(folder);
    arena_free(arena);
}

int main(void)
{
    xml_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_strings_go_there_and_back),
        cmocka_unit_test(json_tokens_come_one_by_one),
        cmocka_unit_test(malformed_json_is_told),
        cmocka_unit_test(tables_forgive_what_spreadsheet_programs_do),
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(xml_is_seen_by_local_names_in_pieces_of_any_size),
        cmocka_unit_test(hostile_xml_is_refused),
        cmocka_unit_test(escaped_text_is_seen_again),
        cmocka_unit_test(assets_are_shipped_and_an_office_lays_its_own_over_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
