/*
 * Sniffing: names lie, bytes do not. A .xls may be a zip, an HTML table, SpreadsheetML, or plain
 * text with tabs; a .xlsx may be encrypted, a lock file or a renamed document.
 */

#include "pipeline/read/sniff.h"

#include "pipeline/read/cfb.h"
#include "pipeline/read/csv_encoding.h"

#include <string.h>

typedef struct Magic {
    Str bytes;
    const char *what;
} Magic;

static const Magic MAGICS[] = {
    {STR_LIT("%PDF"), "a PDF document"},
    {STR_LIT("\x89PNG"), "a PNG image"},
    {STR_LIT("\xFF\xD8\xFF"), "a JPEG image"},
    {STR_LIT("GIF8"), "a GIF image"},
    {STR_LIT("{\\rtf"), "an RTF document"},
    {STR_LIT("\x1F\x8B"), "a gzip archive"},
    {STR_LIT("7z\xBC\xAF"), "a 7-Zip archive"},
    {STR_LIT("Rar!"), "a RAR archive"},
    {STR_LIT("SQLite format 3"), "a SQLite database"},
    {STR_LIT("\x7F"
             "ELF"),
     "a program"},
    {STR_LIT("MZ\x90"), "a program"},
};

static Str base_name(const char *name)
{
    const char *slash = name ? strrchr(name, '/') : NULL;
    return str_from(slash ? slash + 1 : name);
}

/* MS-OFFCRYPTO owner file: 162 or 165 bytes, the user's name with its length in front, twice. */
static bool is_lock(Str bytes, const char *name)
{
    Str base = base_name(name);
    if (bytes.len <= 1024 &&
        (str_starts_with(base, STR("~$")) || str_starts_with(base, STR(".~lock."))))
        return true;
    if (bytes.len != 162 && bytes.len != 165)
        return false;
    unsigned char len = (unsigned char)bytes.ptr[0];
    size_t wide = bytes.len == 165 ? 55 : 54; /* the second length has 16 bits */
    return len > 0 && len <= 54 && (unsigned char)bytes.ptr[wide] == len &&
           bytes.ptr[wide + 1] == '\0';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name_end(char c)
{
    return is_space(c) || c == '>' || c == '/' || c == '=';
}

static Str local_name(Str name)
{
    const char *colon = memchr(name.ptr, ':', name.len);
    return colon ? str_slice(name, (size_t)(colon - name.ptr) + 1, name.len) : name;
}

static void read_attributes(Str text, size_t at, SniffedRoot *root)
{
    while (at < text.len && text.ptr[at] != '>') {
        while (at < text.len && is_space(text.ptr[at]))
            at++;
        size_t name_from = at;
        while (at < text.len && !is_name_end(text.ptr[at]))
            at++;
        Str name = str_slice(text, name_from, at);
        while (at < text.len && is_space(text.ptr[at]))
            at++;
        if (at >= text.len || text.ptr[at] != '=') {
            at++;
            continue;
        }
        at++;
        while (at < text.len && is_space(text.ptr[at]))
            at++;
        if (at >= text.len || (text.ptr[at] != '"' && text.ptr[at] != '\''))
            return;
        size_t end = str_find(text, (Str){text.ptr + at, 1}, at + 1);
        Str value = str_slice(text, at + 1, end);
        if (str_eq(name, STR("xmlns")) ||
            (root->namespace_uri.len == 0 && str_starts_with(name, STR("xmlns:"))))
            root->namespace_uri = value;
        if (str_eq(name, STR("id")))
            root->has_id = true;
        at = end + 1;
    }
}

SniffedRoot sniff_root(Str text)
{
    SniffedRoot root = {.name = STR(""), .namespace_uri = STR("")};
    size_t at = 0;
    while (at < text.len) {
        at = str_find(text, STR("<"), at);
        if (at + 1 >= text.len)
            return root;
        Str rest = str_slice(text, at, text.len);
        if (str_starts_with(rest, STR("<?")))
            at = str_find(text, STR("?>"), at);
        else if (str_starts_with(rest, STR("<!--")))
            at = str_find(text, STR("-->"), at);
        else if (str_starts_with(rest, STR("<!"))) {
            if (rest.len > 14 && str_eq_ignore_case(str_slice(rest, 0, 14), STR("<!DOCTYPE html")))
                root.name = STR("html");
            at = str_find(text, STR(">"), at);
        } else
            break;
        if (root.name.len)
            return root;
    }
    if (at + 1 >= text.len)
        return root;
    size_t from = at + 1;
    for (at = from; at < text.len && !is_name_end(text.ptr[at]);)
        at++;
    root.name = local_name(str_slice(text, from, at));
    read_attributes(text, at, &root);
    return root;
}

/* Elements that an HTML file, or a piece of one, begins with. */
static bool is_html_name(Str name)
{
    static const char *const NAMES[] = {
        "html",  "head", "body",  "table", "div", "meta", "style", "p",  "font", "span",  "center",
        "title", "tr",   "tbody", "thead", "br",  "b",    "h1",    "h2", "h3",   "script"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_eq_ignore_case(name, str_from(NAMES[i])))
            return true;
    return false;
}

/* The beginning of a UTF-16 document as bytes: enough to see its root element. */
static Str narrow(Str bytes, size_t skip, char *out, size_t cap)
{
    size_t len = 0;
    for (size_t at = skip; at < bytes.len && len < cap; at++)
        if (bytes.ptr[at] != '\0')
            out[len++] = bytes.ptr[at];
    return (Str){out, len};
}

static FileKind sniff_markup(Str bytes, const char **what)
{
    enum { HEAD = 16384 };
    char head[HEAD];
    Str text = bytes;
    if (bytes.len >= 2 &&
        (memcmp(bytes.ptr, "\xFF\xFE", 2) == 0 || memcmp(bytes.ptr, "\xFE\xFF", 2) == 0))
        text = narrow(bytes, 2, head, HEAD);
    SniffedRoot root = sniff_root(str_slice(text, 0, HEAD));
    if (str_is(root.namespace_uri, "http://www.w3.org/2002/xforms") ||
        (str_is(root.namespace_uri, "http://www.w3.org/1999/xhtml") &&
         str_find(bytes, STR("http://www.w3.org/2002/xforms"), 0) < bytes.len)) {
        *what = "a blank form (XForm), not a filled one";
        return FILE_OTHER;
    }
    if (str_is(root.name, "Workbook"))
        return FILE_SPREADSHEETML;
    if (is_html_name(root.name))
        return FILE_HTML;
    if (str_is(root.name, "document") &&
        str_find(root.namespace_uri, STR("opendocument"), 0) < root.namespace_uri.len)
        return FILE_ODS;
    if (str_find(root.namespace_uri, STR("rollbook"), 0) < root.namespace_uri.len)
        return FILE_XML_ROLLBOOK;
    if (root.has_id || str_find(bytes, STR("instanceID"), 0) < bytes.len ||
        str_find(bytes, STR("openrosa"), 0) < bytes.len)
        return FILE_XML_ODK;
    *what = "XML that is neither a submission nor a spreadsheet";
    return FILE_OTHER;
}

/* The entries' names tell what a zip is; found by bytes, so that a damaged one is still named. */
static FileKind sniff_zip(Str bytes, const char **what)
{
    Str head = str_slice(bytes, 0, 200);
    if (str_find(head, STR("mimetypeapplication/vnd.oasis.opendocument."), 0) < head.len) {
        if (str_find(head, STR("opendocument.spreadsheet"), 0) < head.len)
            return FILE_ODS;
        *what = "an OpenDocument text, drawing or presentation";
        return FILE_OTHER;
    }
    /* A program that packs the type away, or puts it elsewhere, still names the parts. */
    if (str_find(bytes, STR("[Content_Types].xml"), 0) == bytes.len &&
        str_find(bytes, STR("content.xml"), 0) < bytes.len)
        return FILE_ODS;
    return FILE_XLSX;
}

static FileKind sniff_compound(Str bytes, const char **what)
{
    if (cfb_has_stream(bytes, "EncryptedPackage"))
        return FILE_ENCRYPTED;
    if (cfb_has_stream(bytes, "Workbook") || cfb_has_stream(bytes, "Book"))
        return FILE_XLS;
    if (cfb_has_stream(bytes, "WordDocument")) {
        *what = "a Word document";
        return FILE_OTHER;
    }
    if (cfb_has_stream(bytes, "PowerPoint Document")) {
        *what = "a PowerPoint presentation";
        return FILE_OTHER;
    }
    return FILE_XLS; /* perhaps damaged: its reader says how */
}

/* Formats of text that are no delimited text, by their first words; NULL: none of these. */
static const char *other_text(Str text)
{
    if (str_starts_with(text, STR("ID;P")))
        return "a SYLK file (.slk): save it as .xlsx";
    if (str_starts_with(text, STR("TABLE\r\n0,1\r\n\"")) ||
        str_starts_with(text, STR("TABLE\n0,1\n\"")))
        return "a DIF file: save it as .xlsx";
    char open = text.len ? text.ptr[0] : 0;
    if (open != '{' && open != '[')
        return NULL;
    size_t at = 1;
    while (at < text.len && is_space(text.ptr[at]))
        at++;
    char next = at < text.len ? text.ptr[at] : 0;
    return next == (open == '{' ? '"' : '{') ? "JSON" : NULL;
}

static bool is_biff_start(Str bytes)
{
    if (bytes.len < 8 || bytes.ptr[0] != 9)
        return false;
    char version = bytes.ptr[1];
    return (version == 0 || version == 2 || version == 4 || version == 8) && bytes.ptr[3] == 0 &&
           bytes.ptr[2] >= 4 && bytes.ptr[2] <= 16;
}

FileKind sniff_kind(Str bytes, const char *name, const char **what)
{
    *what = "an unknown kind of file";
    if (bytes.len == 0) {
        *what = "an empty file (0 bytes)";
        return FILE_UNKNOWN;
    }
    if (is_lock(bytes, name))
        return FILE_LOCK;
    for (size_t i = 0; i < sizeof MAGICS / sizeof *MAGICS; i++)
        if (str_starts_with(bytes, MAGICS[i].bytes)) {
            *what = MAGICS[i].what;
            return FILE_OTHER;
        }
    if (str_starts_with(bytes, STR("PK\x03\x04")) || str_starts_with(bytes, STR("PK\x05\x06")))
        return sniff_zip(bytes, what);
    if (str_starts_with(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return sniff_compound(bytes, what);
    if (is_biff_start(bytes))
        return FILE_XLS;

    size_t at = str_starts_with(bytes, STR("\xEF\xBB\xBF")) ? 3 : 0;
    if (bytes.len >= 2 &&
        (memcmp(bytes.ptr, "\xFF\xFE", 2) == 0 || memcmp(bytes.ptr, "\xFE\xFF", 2) == 0))
        at = 2;
    size_t first = at;
    while (first < bytes.len && (is_space(bytes.ptr[first]) || bytes.ptr[first] == '\0'))
        first++;
    if (first < bytes.len && bytes.ptr[first] == '<' && first - at < 4096)
        return sniff_markup(str_slice(bytes, at == 3 ? 3 : 0, bytes.len), what);
    const char *other = other_text(str_slice(bytes, first, bytes.len));
    if (other) {
        *what = other;
        return FILE_OTHER;
    }
    if (csv_looks_like_text(bytes))
        return FILE_CSV;
    /* Bytes before the archive: a zip is known by its end. */
    Str tail = str_slice(bytes, bytes.len > 66000 ? bytes.len - 66000 : 0, bytes.len);
    if (str_find(tail, STR("PK\x05\x06"), 0) < tail.len)
        return FILE_XLSX;
    *what = "bytes of no known kind";
    return FILE_UNKNOWN;
}
