/*
 * Invented persons with a known truth, for measuring linkage.
 *
 *     link_bench ROWS [SEED] > persons.csv
 *
 * Every record is a function of its number alone, so that ten million are written in shuffled
 * order without holding one. Eight records make a household: a family name, a mother, a house, a
 * telephone, and four to six persons of whom some stand on several records; one household in
 * sixteen has twins. Records carry slips: letters, exchanged names, missing values, 1 January,
 * a day and month exchanged. Names follow Zipf's law over vocabularies that grow with the square
 * root of the rows, as vocabularies do (H. S. Heaps, Information Retrieval, 1978, section 7.5).
 */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 8, PERSONS_LEAST = 4, TEXT = 64, YEARS = 60, FIRST_YEAR = 1960 };

static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t x = a * UINT64_C(0x9E3779B97F4A7C15) ^ (b + UINT64_C(0xD1B54A32D192ED03));
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* Draws for one thing (a household, a person, a record), each with a name of its own. */
typedef struct Draws {
    uint64_t key;
} Draws;

static uint64_t draw(Draws draws, int what, uint64_t below)
{
    return mix(draws.key, (uint64_t)what) % below;
}

static bool happens(Draws draws, int what, double share)
{
    return (double)(mix(draws.key, (uint64_t)what) >> 11) * 0x1p-53 < share;
}

/* A rank below size by the law of Zipf and Mandelbrot: share about 1 / (rank + 10). */
static uint64_t zipf(Draws draws, int what, uint64_t size)
{
    static const double FLAT = 10;
    double u = (double)(mix(draws.key, (uint64_t)what) >> 11) * 0x1p-53;
    return (uint64_t)(FLAT * pow(1 + (double)size / FLAT, u) - FLAT);
}

/* A word of three syllables, another for every number below eight million. */
static void word(char out[TEXT], uint64_t number)
{
    static const char *const HEAD[] = {"b", "ch", "d", "f", "g", "h", "j",  "k", "kh", "l",
                                       "m", "n",  "p", "r", "s", "t", "th", "v", "w",  "y"};
    static const char *const TAIL[] = {"a", "e", "i", "o", "u", "ai", "an", "en", "in", "on"};
    uint64_t rest = number * UINT64_C(1234567) % UINT64_C(8000000);
    *out = 0;
    for (int i = 0; i < 3; i++, rest /= 200) {
        strcat(out, HEAD[rest % 200 / 10]);
        strcat(out, TAIL[rest % 10]);
    }
}

/* One slip of the hand: a letter left out, doubled, replaced, or two exchanged. */
static void slip(char *text, Draws draws, int what)
{
    size_t len = strlen(text), at = len > 1 ? 1 + draw(draws, what, len - 1) : 0;
    if (len < 3 || len + 2 > TEXT)
        return;
    switch (draw(draws, what + 1, 4)) {
    case 0:
        memmove(text + at, text + at + 1, len - at);
        break;
    case 1:
        memmove(text + at + 1, text + at, len - at + 1);
        break;
    case 2:
        text[at] = (char)(text[at] >= '0' && text[at] <= '9' ? '0' + draw(draws, what + 2, 10)
                                                             : 'a' + draw(draws, what + 2, 26));
        break;
    default:
        if (at + 1 < len) {
            char swap = text[at];
            text[at] = text[at + 1];
            text[at + 1] = swap;
        }
    }
}

typedef struct Record {
    char first[TEXT], last[TEXT], dob[TEXT], mother[TEXT], street[TEXT], town[TEXT], phone[TEXT];
    const char *sex;
    uint64_t person;
} Record;

typedef struct World {
    uint64_t rows, seed, given, family, streets, towns; /* the last four: sizes of vocabularies */
} World;

/* What a draw is for; slip takes three numbers. */
enum {
    HOUSE_FAMILY,
    HOUSE_MOTHER,
    HOUSE_STREET,
    HOUSE_NUMBER,
    HOUSE_TOWN,
    HOUSE_PHONE,
    HOUSE_PERSONS,
    HOUSE_TWINS,
    PERSON_GIVEN,
    PERSON_YEAR,
    PERSON_MONTH,
    PERSON_DAY,
    PERSON_SEX,
    RECORD_PERSON,
    SLIP_FIRST,
    SLIP_LAST = SLIP_FIRST + 4,
    SLIP_MOTHER = SLIP_LAST + 4,
    SLIP_STREET = SLIP_MOTHER + 4,
    SLIP_PHONE = SLIP_STREET + 4,
    EXCHANGED = SLIP_PHONE + 4,
    DATE_CHANGED,
    DATE_HOW,
    NO_DATE,
    NO_SEX,
    NO_MOTHER,
    NO_STREET,
    NO_PHONE,
};

/* Slips are drawn twice: whether, and which. */
static void maybe_slip(char *text, Draws record, int what, double share)
{
    if (happens(record, what, share))
        slip(text, record, what + 1);
}

static void date_of(char out[TEXT], Draws person, Draws record)
{
    int year = FIRST_YEAR + (int)draw(person, PERSON_YEAR, YEARS);
    int month = 1 + (int)draw(person, PERSON_MONTH, 12),
        day = 1 + (int)draw(person, PERSON_DAY, 28);
    if (happens(record, DATE_CHANGED, 0.12))
        switch (draw(record, DATE_HOW, 4)) {
        case 0:
            month = day = 1;
            break;
        case 1:
            year++;
            break;
        case 2:
            day = day % 28 + 1;
            break;
        default:
            if (day <= 12) {
                int swap = day;
                day = month;
                month = swap;
            }
        }
    if (happens(record, NO_DATE, 0.03))
        *out = 0;
    else
        snprintf(out, TEXT, "%04d-%02d-%02d", year, month, day);
}

static void record_of(Record *out, const World *world, uint64_t number)
{
    uint64_t household = number / SLOTS, slot = number % SLOTS;
    Draws house = {mix(world->seed, household)}, record = {mix(world->seed + 1, number)};
    uint64_t persons = PERSONS_LEAST + draw(house, HOUSE_PERSONS, 3);
    uint64_t member = slot < persons ? slot : draw(record, RECORD_PERSON, persons);
    Draws person = {mix(house.key, member)}, born = person;
    if (member == 1 && happens(house, HOUSE_TWINS, 1.0 / 16))
        born.key = mix(house.key, 0); /* with the first */
    out->person = household * SLOTS + member;
    word(out->first, zipf(person, PERSON_GIVEN, world->given));
    word(out->last, zipf(house, HOUSE_FAMILY, world->family) + 3000000);
    word(out->mother, zipf(house, HOUSE_MOTHER, world->given));
    strcat(strcat(out->mother, " "), out->last);
    char name[TEXT];
    word(name, draw(house, HOUSE_STREET, world->streets) + 6000000);
    snprintf(out->street, TEXT, "%d %.40s road", 1 + (int)draw(house, HOUSE_NUMBER, 300), name);
    word(out->town, zipf(house, HOUSE_TOWN, world->towns) + 7000000);
    snprintf(out->phone, TEXT, "08%08d", (int)draw(house, HOUSE_PHONE, 100000000));
    out->sex = happens(record, NO_SEX, 0.02) ? "" : draw(person, PERSON_SEX, 2) ? "M" : "F";
    date_of(out->dob, born, record);

    maybe_slip(out->first, record, SLIP_FIRST, 0.10);
    maybe_slip(out->last, record, SLIP_LAST, 0.08);
    maybe_slip(out->mother, record, SLIP_MOTHER, 0.08);
    maybe_slip(out->street, record, SLIP_STREET, 0.08);
    maybe_slip(out->phone, record, SLIP_PHONE, 0.04);
    if (happens(record, EXCHANGED, 0.02)) {
        memcpy(name, out->first, TEXT);
        memcpy(out->first, out->last, TEXT);
        memcpy(out->last, name, TEXT);
    }
    if (happens(record, NO_MOTHER, 0.15))
        *out->mother = 0;
    if (happens(record, NO_STREET, 0.10))
        *out->street = 0;
    if (happens(record, NO_PHONE, 0.35))
        *out->phone = 0;
}

/* A bijection of 0 .. rows-1: a Feistel network over the next even number of bits, walked. */
static uint64_t shuffled(const World *world, uint64_t i)
{
    int half = 1;
    while (UINT64_C(1) << (2 * half) < world->rows)
        half++;
    uint64_t mask = (UINT64_C(1) << half) - 1;
    do {
        uint64_t left = i >> half, right = i & mask;
        for (uint64_t round = 0; round < 4; round++) {
            uint64_t next = left ^ (mix(world->seed + 2 + round, right) & mask);
            left = right;
            right = next;
        }
        i = left << half | right;
    } while (i >= world->rows);
    return i;
}

int main(int argc, char **argv)
{
    World world = {.rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 0,
                   .seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1};
    if (world.rows == 0 || world.rows > 100000000) {
        fputs("usage: link_bench ROWS [SEED]\n", stderr);
        return 2;
    }
    double root = sqrt((double)world.rows);
    world.given = (uint64_t)(4 * root) + 100;
    world.family = (uint64_t)(40 * root) + 100;
    world.streets = (uint64_t)(20 * root) + 100;
    world.towns = (uint64_t)(root / 2) + 20;
    puts("record_id,first_name,last_name,dob,sex,mother,street,town,phone,truth");
    for (uint64_t i = 0; i < world.rows; i++) {
        Record r;
        record_of(&r, &world, shuffled(&world, i));
        printf("r%llu,%s,%s,%s,%s,%s,%s,%s,%s,p%llu\n", (unsigned long long)i, r.first, r.last,
               r.dob, r.sex, r.mother, r.street, r.town, r.phone, (unsigned long long)r.person);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
