/*
 * Documents as PDF, read back by other programs: what is copied from a page is what was written, in
 * four scripts; the file is sound, tagged, small and always the same; failures leave nothing
 * behind.
 */

#include "reports/text/paragraph.h"
#include "reports/write/writer.h"
#include "tests/support/sample_document.h"
#include "tests/support/test.h"

#include "pipeline/base/strbuf.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

typedef struct Fixture {
    Arena *arena;
    const char *folder, *path;
    Assets assets;
    Config *config;
    WriterOptions options;
} Fixture;

static int set_up(void **state)
{
    Arena *arena = arena_create();
    Fixture *fixture = arena_new(arena, Fixture);
    Error err = {0};
    fixture->arena = arena;
    fixture->folder = test_folder(arena);
    fixture->path = file_join(arena, fixture->folder, "report.pdf");
    fixture->config = config_load(arena, NULL, &err);
    fixture->options = (WriterOptions){.config = fixture->config, .assets = &fixture->assets};
    *state = fixture;
    return error_ok(&err) ? 0 : -1;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;
    Error err = {0};
    file_remove_tree(fixture->folder, &err);
    arena_free(fixture->arena);
    return 0;
}

/* What a program prints about the report. */
static Str run(Fixture *fixture, const char *before, const char *after)
{
    Str command = arena_printf(fixture->arena, "%s %s %s 2>&1", before, fixture->path, after);
    StrBuf out = STRBUF_INIT;
    FILE *pipe = popen(command.ptr, "r");
    assert_non_null(pipe);
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, pipe)) > 0;)
        strbuf_append_bytes(&out, piece, n);
    pclose(pipe);
    Str text = arena_str(fixture->arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

static void write_report(Fixture *fixture, const Document *document)
{
    Error err = {0};
    write_pdf(document, &fixture->options, fixture->path, &err);
    assert_ok(err);
}

/* A document of one paragraph for each line. */
static const Document *lines_document(Arena *arena, const char *const *lines, size_t count)
{
    Document *document = sample_text(arena, 1);
    Block *blocks = arena_new_array(arena, Block, count);
    for (size_t i = 0; i < count; i++)
        blocks[i] = sample_paragraph(arena, lines[i]);
    document->blocks = blocks;
    document->count = count;
    return document;
}

static bool has_line(Str text, Str line)
{
    for (Str piece; str_split(&text, '\n', &piece);)
        if (str_eq(str_trim(piece), line))
            return true;
    return false;
}

/* How many of the lines a program does not give back letter by letter. */
static size_t count_lost(Str text, const char *const *lines, size_t count)
{
    size_t lost = 0;
    for (size_t i = 0; i < count; i++)
        if (!has_line(text, str_from(lines[i]))) {
            lost++;
            print_message("lost: %s\n", lines[i]);
        }
    return lost;
}

/* Stacked tones, SARA AM, cut descenders; kinzi, stacks, medials; Karen tones; ligatures; all
 * mixed. */
static const char *const STRINGS[] = {
    "ที่ปู่ฝั้นน้ำ ป่าปี่ฝุ่น ผู้ใหญ่บ้านกำนัน ซ้ำค่ำต่ำ",
    "เลขประจำตัวนักเรียน A วันที่ ๑๒ ก.พ. ๒๕๖๙",
    "ญี่ปุ่น ฐานะ ฎีกา ฏุ ญู กฎ ก๊วยเตี๋ยว โต๊ะ เปี๊ยะ",
    "ศูนย์การเรียนรู้ (สมมติ) เลขที่ 45/7 หมู่ 3",
    "ကျောင်းသား/သူ ဦးရေ မိန်းကလေး ယောက်ျားလေး",
    "ဩဂုတ် သင်္ချာ အင်္ဂါနေ့ တက္ကသိုလ် ဗုဒ္ဓဟူး",
    "ဉာဏ်ကြီးရှင် ကျွန်ုပ်တို့ ရွှေမြို့ မျှဝေ ညွှန်ကြားချက် ဝတ္ထု",
    "၁၂၃၄၅၆၇၈၉၀ ခုနှစ်၊ ပထမသုံးလပတ်။",
    "ပှၤကညီဖိသ့ၣ်တဖၣ် တၢ်မၤလိ ကၠိဖိသ့ၣ် ဆၢကတီၢ်",
    "နီၢ်စီၤ တၢ်ကူၣ်ဘၣ်ကူၣ်သ့ ဒီးတၢ်ဆီၣ်ထွဲ",
    "Office affidavit: fi fl ffi ffl AVATAR To. Wa, \"quoted\"",
    "Zoë naïve Łódź Nguyễn Văn Ơn – 12.5 % … ‡",
    "ID MEC-0000042-X: เด็กหญิงน้ำฝน / မောင်ကျော်ဦး / ကညီဖိ (Naw Eh Paw)",
    "รวม 345 (ပှၤကညီဖိ 120, မြန်မာ 225) = 100 %",
};

static void text_of_every_script_comes_back_exactly(void **state)
{
    Fixture *fixture = *state;
    write_report(fixture, lines_document(fixture->arena, STRINGS, COUNT_OF(STRINGS)));
    assert_int_equal(count_lost(run(fixture, "pdftotext", "-"), STRINGS, COUNT_OF(STRINGS)), 0);
    assert_int_equal(count_lost(run(fixture, "pdftotext -raw", "-"), STRINGS, COUNT_OF(STRINGS)),
                     0);
    assert_int_equal(
        count_lost(run(fixture, "mutool draw -q -F txt", ""), STRINGS, COUNT_OF(STRINGS)), 0);
}

static void text_comes_back_in_the_other_burmese_font_too(void **state)
{
    Fixture *fixture = *state;
    fixture->config->font_myanmar =
        (FontConfig){.path = "/usr/share/fonts/truetype/noto/NotoSansMyanmar-Regular.ttf"};
    write_report(fixture, lines_document(fixture->arena, STRINGS, COUNT_OF(STRINGS)));
    assert_int_equal(count_lost(run(fixture, "pdftotext", "-"), STRINGS, COUNT_OF(STRINGS)), 0);
    assert_int_equal(
        count_lost(run(fixture, "mutool draw -q -F txt", ""), STRINGS, COUNT_OF(STRINGS)), 0);
}

/* Consonant, medial, vowel, tone: all S'gaw Karen syllables of these, 18 on a line. */
static const char *const *karen_lines(Arena *arena, size_t *count)
{
    static const char *const consonants[] = {"က", "ခ", "ဂ", "စ", "ဆ", "ည", "တ", "ထ", "ဒ",
                                             "န", "ပ", "ဖ", "ဘ", "မ", "ယ", "ရ", "လ", "ဝ"};
    static const char *const medials[] = {"", "ှ", "ၠ", "ြ", "ျ", "ွ"};
    static const char *const vowels[] = {"", "ါ", "ံ", "ၢ", "ု", "ူ", "့", "ဲ", "ိ", "ီ"};
    static const char *const tones[] = {"", "ၢ်", "ာ်", "း", "ၣ်", "ၤ"};
    const char **lines = arena_new_array(arena, const char *, 6 * 10 * 6);
    StrBuf line = STRBUF_INIT;
    *count = 0;
    for (size_t m = 0; m < COUNT_OF(medials); m++)
        for (size_t v = 0; v < COUNT_OF(vowels); v++)
            for (size_t t = 0; t < COUNT_OF(tones); t++) {
                strbuf_clear(&line);
                /* A word first: poppler takes single letters at equal gaps for spaced-out type. */
                strbuf_append_cstr(&line, "ကညီ");
                for (size_t c = 0; c < COUNT_OF(consonants); c++)
                    strbuf_appendf(&line, " %s%s%s%s", consonants[c], medials[m], vowels[v],
                                   tones[t]);
                lines[(*count)++] = arena_cstr(arena, strbuf_str(&line));
            }
    strbuf_free(&line);
    return lines;
}

static void six_thousand_karen_syllables_come_back_exactly(void **state)
{
    Fixture *fixture = *state;
    size_t count;
    const char *const *lines = karen_lines(fixture->arena, &count);
    write_report(fixture, lines_document(fixture->arena, lines, count));
    assert_int_equal(count_lost(run(fixture, "pdftotext", "-"), lines, count), 0);
    assert_int_equal(count_lost(run(fixture, "mutool draw -q -F txt", ""), lines, count), 0);
}

static void break_hints_do_not_enter_the_text(void **state)
{
    Fixture *fixture = *state;
    static const char *const given[] = {
        "แม่​สอด co­operate မဲ⁠ဆောက်"};
    static const char *const read[] = {"แม่สอด cooperate မဲဆောက်"};
    write_report(fixture, lines_document(fixture->arena, given, 1));
    assert_int_equal(count_lost(run(fixture, "pdftotext", "-"), read, 1), 0);
}

/* --- the file -------------------------------------------------------------------------------- */

static bool contains(Str text, const char *needle)
{
    return str_find(text, str_from(needle), 0) < text.len;
}

static size_t count_of(Str text, const char *needle)
{
    size_t count = 0;
    Str n = str_from(needle);
    for (size_t at = str_find(text, n, 0); at < text.len; at = str_find(text, n, at + n.len))
        count++;
    return count;
}

static void files_pass_the_check_of_qpdf(void **state)
{
    Fixture *fixture = *state;
    static const char *const languages[] = {"en", "th", "my"};
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        write_report(fixture, sample_report(fixture->arena, languages[i]));
        Str said = run(fixture, "qpdf --check", "");
        assert_true(contains(said, "No syntax or stream encoding errors"));
        assert_false(contains(said, "WARNING"));
    }
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    Fixture *fixture = *state;
    Error err = {0};
    write_report(fixture, sample_report(fixture->arena, "th"));
    Str first = file_read(fixture->arena, fixture->path, 1 << 24, &err);
    write_report(fixture, sample_report(fixture->arena, "th"));
    Str second = file_read(fixture->arena, fixture->path, 1 << 24, &err);
    assert_ok(err);
    assert_true(first.len > 10000);
    assert_true(str_eq(first, second));
}

static void the_structure_names_headings_header_cells_and_figures(void **state)
{
    Fixture *fixture = *state;
    write_report(fixture, sample_report(fixture->arena, "en"));
    Str tree = run(fixture, "pdfinfo -struct-text", "");
    static const char *const wanted[] = {
        "H1 (block)\n    \"Summary\"",
        "Caption\n      \"Table 1  Children by district, level and sex\"",
        "/Scope /Column",
        "/ColSpan 2",
        "Figure",
        "Lbl (block)",
        "TOCI",
        "Link (inline)\n      \"the definitions\""};
    Str attributes = run(fixture, "pdfinfo -struct", "");
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (!contains(tree, wanted[i]) && !contains(attributes, wanted[i]))
            fail_msg("no %s in the structure", wanted[i]);
    /* Six columns, a row of spans with four cells, five rows of districts with one header each. */
    Str info = run(fixture, "pdfinfo", "");
    assert_true(contains(info, "Tagged:          yes"));
    assert_true(contains(info, "Author:          Sample Education Coordination Center"));
}

static void every_page_says_what_it_is(void **state)
{
    Fixture *fixture = *state;
    Document *document = sample_report(fixture->arena, "en");
    document->confidential = true;
    write_report(fixture, document);
    Str text = run(fixture, "pdftotext", "-");
    size_t pages = count_of(text, "\f");
    assert_true(pages > 5);
    assert_int_equal(count_of(text, "Draft, not for release"), pages);
    assert_int_equal(count_of(text, "Invented sample data"), pages);
    assert_int_equal(count_of(text, "Confidential"), pages);
    char last[32];
    snprintf(last, sizeof last, "page %zu of %zu", pages, pages);
    assert_true(contains(text, last));
}

static void forty_pages_in_four_languages_stay_below_150_kilobytes(void **state)
{
    Fixture *fixture = *state;
    struct stat info;
    write_report(fixture, sample_text(fixture->arena, 40));
    assert_true(count_of(run(fixture, "pdftotext", "-"), "\f") >= 38);
    assert_int_equal(stat(fixture->path, &info), 0);
    assert_true(info.st_size < 150 * 1024);
}

/* --- failures -------------------------------------------------------------------------------- */

static void a_missing_font_is_a_configuration_error_that_names_it(void **state)
{
    Fixture *fixture = *state;
    Error err = {0};
    fixture->config->font_thai = (FontConfig){.path = "/nowhere/Thai.ttf"};
    write_pdf(sample_report(fixture->arena, "en"), &fixture->options, fixture->path, &err);
    assert_int_equal(err.status, STATUS_CONFIG);
    assert_true(contains(str_from(err.message), "/nowhere/Thai.ttf"));
    assert_false(file_exists(fixture->path));
}

static void a_damaged_font_is_refused_or_drawn_but_never_crashes(void **state)
{
    Fixture *fixture = *state;
    Error err = {0};
    Str font = file_read(fixture->arena, "/usr/share/fonts/truetype/padauk/Padauk-Regular.ttf",
                         1 << 24, &err);
    assert_ok(err);
    const char *path = file_join(fixture->arena, fixture->folder, "damaged.ttf");
    const Document *document = lines_document(fixture->arena, STRINGS, COUNT_OF(STRINGS));
    fixture->config->font_myanmar = (FontConfig){.path = path};
    uint32_t random = 2463534242;
    size_t refused = 0;
    for (int round = 0; round < 60; round++) {
        char *bytes = arena_alloc(fixture->arena, font.len);
        memcpy(bytes, font.ptr, font.len);
        /* Every third file is cut short, the others have bytes changed, half of these in the
         * header. */
        size_t len = font.len;
        for (int i = 0; i < 40; i++) {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            bytes[random % (round % 2 ? 300 : font.len)] = (char)(random >> 24);
        }
        if (round % 3 == 0)
            len = random % font.len;
        err = (Error){0};
        file_write(path, (Str){bytes, len}, &err);
        assert_ok(err);
        write_pdf(document, &fixture->options, fixture->path, &err);
        assert_true(err.status == STATUS_OK || err.status == STATUS_CONFIG);
        refused += err.status == STATUS_CONFIG;
    }
    assert_true(refused > 10);
}

static void a_full_disk_is_an_output_error_and_leaves_no_file(void **state)
{
    Fixture *fixture = *state;
    struct rlimit before;
    Error err = {0};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {4096, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    write_pdf(sample_report(fixture->arena, "en"), &fixture->options, fixture->path, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(err.status, STATUS_IO);
    Error walk = {0};
    assert_int_equal(file_walk(fixture->arena, fixture->folder, &walk).count, 0);
}

static void a_folder_that_is_not_there_is_an_output_error(void **state)
{
    Fixture *fixture = *state;
    Error err = {0};
    write_pdf(sample_text(fixture->arena, 1), &fixture->options, "/nowhere/at/all.pdf", &err);
    assert_int_equal(err.status, STATUS_IO);
}

/* A thread's fonts and shaped words serve one document after the other, and leave no trace. */
static void a_document_after_others_is_the_one_that_it_is_alone(void **state)
{
    Fixture *fixture = *state;
    Arena *arena = fixture->arena;
    Error err = {0};
    static const char *const LANGUAGES[] = {"th", "my", "en"};
    Typesetter typesetter;
    typesetter_open(&typesetter, fixture->config, &err);
    write_report(fixture, sample_text(arena, 2));
    for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
        const Document *document = sample_report(arena, LANGUAGES[i]);
        fixture->options.typesetter = NULL;
        write_report(fixture, document);
        Str alone = file_read(arena, fixture->path, 8 << 20, &err);
        fixture->options.typesetter = &typesetter;
        write_report(fixture, sample_text(arena, 1));
        write_report(fixture, document);
        assert_true(str_eq(file_read(arena, fixture->path, 8 << 20, &err), alone));
    }
    assert_ok(err);
    typesetter_close(&typesetter);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_document_after_others_is_the_one_that_it_is_alone),
        TEST(text_of_every_script_comes_back_exactly),
        TEST(text_comes_back_in_the_other_burmese_font_too),
        TEST(six_thousand_karen_syllables_come_back_exactly),
        TEST(break_hints_do_not_enter_the_text),
        TEST(files_pass_the_check_of_qpdf),
        TEST(the_same_document_gives_the_same_bytes),
        TEST(the_structure_names_headings_header_cells_and_figures),
        TEST(every_page_says_what_it_is),
        TEST(forty_pages_in_four_languages_stay_below_150_kilobytes),
        TEST(a_missing_font_is_a_configuration_error_that_names_it),
        TEST(a_damaged_font_is_refused_or_drawn_but_never_crashes),
        TEST(a_full_disk_is_an_output_error_and_leaves_no_file),
        TEST(a_folder_that_is_not_there_is_an_output_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
