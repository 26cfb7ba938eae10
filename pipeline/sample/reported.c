/* What was said, collected while the files are written. */

#include "pipeline/sample/reported.h"

#include "pipeline/base/mem.h"

void reported_list(Reported *r, const ListSeen *list)
{
    x_grow(r->lists, r->list_cap, r->list_count + 1);
    r->lists[r->list_count++] = *list;
}

void reported_sighting(Reported *r, const Sighting *sighting)
{
    ListSeen *list = &r->lists[r->list_count - 1];
    x_grow(r->sightings, r->sighting_cap, r->sighting_count + 1);
    Sighting *s = &r->sightings[r->sighting_count];
    *s = *sighting;
    s->list = (int)r->list_count - 1;
    s->order = (int)r->sighting_count++;
    list->rows++;
    list->levels |= 1u << s->level;
}

void reported_attended(Reported *r, const Attended *attended)
{
    x_grow(r->attended, r->attended_cap, r->attended_count + 1);
    r->attended[r->attended_count++] = *attended;
}

void reported_birth(Reported *r, const BirthTold *birth)
{
    x_grow(r->births, r->birth_cap, r->birth_count + 1);
    r->births[r->birth_count++] = *birth;
}

void reported_placed(Reported *r, const Placed *placed)
{
    x_grow(r->placed, r->placed_cap, r->placed_count + 1);
    r->placed[r->placed_count++] = *placed;
}

void reported_free(Reported *r)
{
    x_free(r->lists);
    x_free(r->sightings);
    x_free(r->attended);
    x_free(r->births);
    x_free(r->placed);
    *r = (Reported){0};
}
