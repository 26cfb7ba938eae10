#ifndef ROLLBOOK_VALUES_PHONE_H
#define ROLLBOOK_VALUES_PHONE_H

/*
 * Phone numbers of Thailand and Myanmar, to E.164. Families share them, employers and teachers lend
 * theirs: a phone is evidence by its rarity, never proof.
 */

#include "pipeline/base/strbuf.h"

typedef enum PhoneStatus {
    PHONE_EMPTY,        /* "" */
    PHONE_VALID,        /* valid */
    PHONE_REPAIRED,     /* repaired: a leading zero lost in a number cell was put back */
    PHONE_AMBIGUOUS_MM, /* ambiguous_mm: 10 digits from 09, a Thai mobile or a Myanmar number */
    PHONE_BAD_LENGTH,   /* bad_length */
    PHONE_BAD_FORM,     /* bad_form: no number of either country */
    PHONE_LOST_DIGITS,  /* lost_digits: 9.59E+11 */
    PHONE_STATUS_COUNT,
} PhoneStatus;

enum { PHONE_TEXT_SIZE = 20, PHONES_MAX = 4 };

typedef struct Phone {
    char normal[PHONE_TEXT_SIZE]; /* "+66812345678"; "" where not usable */
    char key[9]; /* last 8 digits (all of a shorter one): they survive every way of writing the
   prefix */
} Phone;

/* The numbers of one cell. */
typedef struct PhoneList {
    Phone phones[PHONES_MAX];
    int count;
    PhoneStatus status; /* the worst of them; empty where there is none */
} PhoneList;

PhoneList phone_read(Str text);

/* "+66812345678;+959450012345" */
void phone_append(StrBuf *buf, const PhoneList *list);

/* True where one number of a and one of b have the same last 8 digits. */
bool phone_share(const PhoneList *a, const PhoneList *b);

const char *phone_status_name(PhoneStatus status);

#endif
