/* A name as one clerk writes it this time. */

#include "pipeline/sample/spelling.h"

#include "pipeline/base/utf8.h"

/* --- titles
 * --------------------------------------------------------------------------------------- */

static const char *latin_title(const PersonName *name, int style)
{
    bool male = name->sex == 'M';
    switch (name->people) {
    case PEOPLE_KAREN:
        return male ? (style % 5 == 4 ? "Sa" : "Saw") : (style % 5 == 4 ? "Nan" : "Naw");
    case PEOPLE_SHAN:
        return male ? "Sai" : "Nang";
    case PEOPLE_MON:
        return male ? (name->adult ? "Nai" : "Min") : "Mi";
    default:
        if (name->adult)
            return male ? "U" : "Daw";
        return male ? (style % 2 ? "Maung" : "Mg") : "Ma";
    }
}

static const char *myanmar_title(const PersonName *name)
{
    bool male = name->sex == 'M';
    switch (name->people) {
    case PEOPLE_KAREN:
        return male ? "စော" : "နော်";
    case PEOPLE_SHAN:
        return male ? "စိုင်း" : "နန်း";
    case PEOPLE_MON:
        return male ? "မင်း" : "မိ";
    default:
        if (name->adult)
            return male ? "ဦး" : "ဒေါ်";
        return male ? "မောင်" : "မ";
    }
}

static const char *thai_title(const PersonName *name, int age, int style)
{
    bool male = name->sex == 'M';
    if (name->adult || age >= 15)
        return male ? "นาย" : (name->adult ? "นาง" : "นางสาว");
    static const char *const BOY[] = {"ด.ช.", "เด็กชาย", "ดช."};
    static const char *const GIRL[] = {"ด.ญ.", "เด็กหญิง", "ดญ."};
    return male ? BOY[style % 3] : GIRL[style % 3];
}

const char *spell_title(const PersonName *name, NameScript script, int age, int style)
{
    switch (script) {
    case NAME_THAI:
        return thai_title(name, age, style);
    case NAME_MYANMAR:
        return myanmar_title(name);
    case NAME_KAREN:
        return name->sex == 'M' ? "စီၤ" : "နီၢ်";
    default:
        return latin_title(name, style);
    }
}

/* --- elements
 * -------------------------------------------------------------------------------------- */

static Str latin_form(const PersonName *name, int part, const Clerk *clerk, Dice *dice)
{
    const Element *e = name->parts[part];
    int form = name->latin_form[part];
    if (dice_chance(dice, clerk->respell))
        form = dice_below(dice, e->latin_count);
    return e->latin[form];
}

static void append_upper(StrBuf *out, Str text, bool upper)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        strbuf_append_char(out, upper && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
}

static void append_lower(StrBuf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        strbuf_append_char(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
}

/* In-script homophones that clerks confuse; both directions. */
static const char *const HOMOPHONES[][2] = {
    {"စန်း", "ဆန်း"}, {"ဖုန်း", "ဘုန်း"}, {"ဇံ", "ဇန်"}, {"ယဉ်", "ရင်"},
    {"ထွန်း", "ထွန်"},  {"ဥ", "ဉ"},     {"စု", "ဆု"},  {"ဝါ", "ဝါး"},
};

static void append_myanmar(StrBuf *out, Str part, const Clerk *clerk, Dice *dice)
{
    if (dice_chance(dice, clerk->respell * 0.5)) {
        for (size_t i = 0; i < sizeof HOMOPHONES / sizeof *HOMOPHONES; i++)
            for (int side = 0; side < 2; side++)
                if (str_is(part, HOMOPHONES[i][side])) {
                    strbuf_append_cstr(out, HOMOPHONES[i][!side]);
                    return;
                }
        /* The visarga is the sign most often left out. */
        if (str_ends_with(part, STR("း"))) {
            strbuf_append(out, str_slice(part, 0, part.len - 3));
            return;
        }
    }
    strbuf_append(out, part);
}

static void append_part(StrBuf *out, const PersonName *name, int part, NameScript script,
                        const Clerk *clerk, Dice *dice)
{
    const Element *e = name->parts[part];
    bool first = out->len == 0;
    switch (script) {
    case NAME_LATIN: {
        Str form = latin_form(name, part, clerk, dice);
        bool join = !first && clerk->joins && dice_chance(dice, 0.35);
        if (!first && !join)
            strbuf_append_char(out, ' ');
        if (join)
            append_lower(out, form);
        else
            append_upper(out, form, clerk->upper);
        break;
    }
    case NAME_MYANMAR:
        if (!first && clerk->joins && dice_chance(dice, 0.2))
            strbuf_append_char(out, ' ');
        append_myanmar(out, e->myanmar, clerk, dice);
        break;
    case NAME_THAI: {
        if (!first && !(clerk->joins && dice_chance(dice, 0.4)))
            strbuf_append_char(out, ' ');
        int form = dice_chance(dice, clerk->respell) ? dice_below(dice, e->thai_count)
                                                     : name->latin_form[part] % e->thai_count;
        strbuf_append(out, e->thai[form]);
        break;
    }
    default:
        strbuf_append(out, e->karen);
    }
}

/* --- slips
 * ------------------------------------------------------------------------------------------ */

/* Leaves out, doubles or swaps a character somewhere after the first. */
static void slip(StrBuf *text, Dice *dice)
{
    size_t starts[128];
    size_t count = 0;
    for (size_t pos = 0; pos < text->len && count < 127;) {
        starts[count++] = pos;
        utf8_next(strbuf_str(text), &pos);
    }
    if (count < 4)
        return;
    starts[count] = text->len;
    size_t at = (size_t)dice_between(dice, 1, (int)count - 2);
    StrBuf made = STRBUF_INIT;
    Str all = strbuf_str(text);
    Str before = str_slice(all, 0, starts[at]);
    Str one = str_slice(all, starts[at], starts[at + 1]);
    Str two = str_slice(all, starts[at + 1], at + 2 <= count ? starts[at + 2] : all.len);
    Str rest = str_slice(all, at + 2 <= count ? starts[at + 2] : all.len, all.len);
    int kind = dice_below(dice, 3);
    strbuf_append(&made, before);
    if (kind == 0) { /* left out */
        strbuf_append(&made, two);
    } else if (kind == 1) { /* doubled */
        strbuf_append(&made, one);
        strbuf_append(&made, one);
        strbuf_append(&made, two);
    } else { /* swapped */
        strbuf_append(&made, two);
        strbuf_append(&made, one);
    }
    strbuf_append(&made, rest);
    strbuf_clear(text);
    strbuf_append(text, strbuf_str(&made));
    strbuf_free(&made);
}

void spell_bare(StrBuf *out, const PersonName *name, NameScript script, const Clerk *clerk,
                Dice *dice)
{
    StrBuf text = STRBUF_INIT;
    /* Foreign teachers' lists rotate names now and then. */
    int shift = script == NAME_LATIN && name->count > 2 && dice_chance(dice, 0.02);
    /* Long names are cut: the last element is left out. */
    int count =
        name->count > 2 && dice_chance(dice, clerk->respell * 0.12) ? name->count - 1 : name->count;
    for (int i = 0; i < count; i++)
        append_part(&text, name, (i + shift) % name->count, script, clerk, dice);
    if (dice_chance(dice, clerk->slip))
        slip(&text, dice);
    if (script == NAME_MYANMAR && clerk->zawgyi)
        spell_zawgyi(out, strbuf_str(&text));
    else
        strbuf_append(out, strbuf_str(&text));
    strbuf_free(&text);
}

static bool has_script(const PersonName *name, NameScript script)
{
    if (name->count == 0)
        return false;
    for (int i = 0; i < name->count; i++)
        if (script == NAME_KAREN && name->parts[i]->karen.len == 0)
            return false;
    return true;
}

bool spell_name(StrBuf *out, const PersonName *name, NameScript script, const Clerk *clerk,
                Dice *dice)
{
    if (!has_script(name, script))
        return false;
    /* Karen and Shan titles are felt to be part of the name; Thai and Burmese ones are a habit. */
    bool native = name->people == PEOPLE_KAREN || name->people == PEOPLE_SHAN;
    bool titled = script == NAME_THAI ? clerk->titles == TITLE_IN_NAME
                  : native      ? !dice_chance(dice, clerk->titles == TITLE_IN_NAME ? 0.03 : 0.12)
                  : name->adult ? clerk->titles != TITLE_NONE
                                : clerk->titles == TITLE_IN_NAME;
    if (titled && (name->people != PEOPLE_MUSLIM || script == NAME_THAI)) {
        const char *title = spell_title(name, script, 10, clerk->grade_style);
        if (script == NAME_MYANMAR && clerk->zawgyi)
            spell_zawgyi(out, str_from(title));
        else
            append_upper(out, str_from(title), clerk->upper && script == NAME_LATIN);
        if (script == NAME_LATIN || (script == NAME_THAI && clerk->joins))
            strbuf_append_char(out, ' ');
    }
    spell_bare(out, name, script, clerk, dice);
    return true;
}
