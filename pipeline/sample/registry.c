/* The office's own tables for the invented year. */

#include "pipeline/sample/registry.h"

#include "pipeline/base/file.h"

#include <stdio.h>

static void put_date(StrBuf *out, Date date)
{
    strbuf_append_char(out, '\t');
    if (!date_is_none(date)) {
        char text[DATE_TEXT_SIZE];
        date_format_iso(date, text);
        strbuf_append_cstr(out, text);
    }
}

static void write_centers(Scribe *scribe, Error *err)
{
    static const char *const ORGS[] = {"Border Learning Network", "Hands Together Foundation",
                                       "Open Page Trust",         "River Education Group",
                                       "self-supported",          "Three Hills Partnership"};
    static const char *const CURRICULA[] = {"myanmar", "thai_core", "myanmar_nfe", "myanmar;ged"};
    static const char *const LANGUAGES[] = {"en", "th", "my"};
    StrBuf out = STRBUF_INIT;
    strbuf_append_cstr(&out, "center_code\tname_en\tname_th\tname_my\tdistrict_code\tsubdistrict\t"
                             "support_org\tcurricula\tcalendar\topened\tclosed\tcontact\tlanguage\t"
                             "encoding\tboarding\n");
    for (int i = 0; i < scribe->world->center_count; i++) {
        const Center *c = &scribe->world->centers[i];
        strbuf_appendf(&out, "%s\t%.*s\tศูนย์การเรียน%.*s\t%.*s\t%.*s\t%.*s\t%s\t%s\t%s", c->code,
                       STR_ARG(c->name->name_en), STR_ARG(c->name->name_th),
                       STR_ARG(c->name->name_my), STR_ARG(c->district_code),
                       STR_ARG(c->village->thai), ORGS[c->org], CURRICULA[c->system],
                       c->calendar == CALENDAR_THAI ? "thai" : "mlc");
        put_date(&out, c->opened);
        put_date(&out, c->closed);
        Clerk clerk = clerk_make(scribe->world, i, 1);
        strbuf_appendf(&out, "\thead of %s\t%s\t%s\t%s\n", c->code, LANGUAGES[c->language],
                       clerk.format == FORMAT_CSV_THAI ? "windows-874" : "",
                       c->boarding ? "yes" : "no");
    }
    file_write(file_join(scribe->arena, scribe->dir, "registry/centers.tsv"), strbuf_str(&out),
               err);
    strbuf_free(&out);
}

/* School-age children of migrant families by district: about twice those in the centers. */
int registry_population(const World *world, Str district, int age_from, int age_to, int year)
{
    int inside = 0;
    for (int i = 0; i < world->child_count; i++) {
        const Child *child = &world->children[i];
        int age = date_completed_years(child->birth, (Date){year, 6, 10});
        const Village *village = world->families[child->family].village;
        inside += age >= age_from && age <= age_to && str_eq(village->district_code, district);
    }
    return (inside * 19 / 10 + 5) / 10 * 10;
}

static const int BANDS[][2] = {{3, 5}, {6, 11}, {12, 14}, {15, 17}};

static void write_population(Scribe *scribe, Error *err)
{
    static const char *const DISTRICTS[] = {"TH6304", "TH6305", "TH6306", "TH6307", "TH6308"};
    StrBuf out = STRBUF_INIT;
    strbuf_append_cstr(&out, "district_code\tage_from\tage_to\tyear\tlow\tcentral\thigh\tsource\n");
    for (int d = 0; d < 5; d++)
        for (int b = 0; b < 4; b++)
            for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
                int central = registry_population(scribe->world, str_from(DISTRICTS[d]),
                                                  BANDS[b][0], BANDS[b][1], year);
                strbuf_appendf(&out, "%s\t%d\t%d\t%d\t%d\t%d\t%d\tinvented household survey %d\n",
                               DISTRICTS[d], BANDS[b][0], BANDS[b][1], year, central * 8 / 10,
                               central, central * 13 / 10, year);
            }
    file_write(file_join(scribe->arena, scribe->dir, "registry/population.tsv"), strbuf_str(&out),
               err);
    strbuf_free(&out);
}

static void write_targets(Scribe *scribe, Error *err)
{
    static const char TABLE[] =
        "indicator\tarea_code\tyear\tbaseline\tbaseline_date\tbaseline_source\ttarget\n"
        "oos_any\tTH63\t2026\t0.58\t2024-06-10\tinvented baseline survey\t0.522\n"
        "oos_formal\tTH63\t2026\t0.97\t2024-06-10\tinvented baseline survey\t0.873\n"
        "retention_any\tTH63\t2026\t0.85\t2024-03-31\tinvented school records\t0.90\n"
        "incident_rate\tTH63\t2026\t1.4\t2024-12-31\tinvented incident log\t1.33\n"
        "attendance\tTH63\t2026\t0.84\t2024-03-31\tinvented school records\t0.88\n"
        "feeding_days\tTH63\t2026\t0.60\t2024-12-31\tinvented monthly forms\t0.75\n"
        "emergency_ready\tTH63\t2026\t0.30\t2024-12-31\tinvented profiles\t0.80\n"
        "homeschool_enrolled\tTH63\t2026\t0\t2024-12-31\tproject start\t25\n";
    file_write(file_join(scribe->arena, scribe->dir, "registry/targets.tsv"), str_from(TABLE), err);
}

void registry_write(Scribe *scribe, Error *err)
{
    file_make_folder(file_join(scribe->arena, scribe->dir, "registry"), err);
    write_centers(scribe, err);
    write_population(scribe, err);
    write_targets(scribe, err);
}
