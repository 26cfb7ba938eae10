#ifndef ROLLBOOK_VALUES_ID_NUMBER_H
#define ROLLBOOK_VALUES_ID_NUMBER_H

/*
 * Numbers that identify a person: Thailand's 13-digit number and the G-code that schools give to
 * children without one. Both are much damaged by spreadsheets; nothing is repaired that a check
 * digit does not prove.
 */

#include "pipeline/base/str.h"

typedef enum IdKind { ID_NONE, ID_THAI13, ID_G_CODE } IdKind;

typedef enum IdStatus {
    ID_EMPTY,        /* "": blank, "-" */
    ID_VALID,        /* valid */
    ID_REPAIRED,     /* repaired: lost zeros were put back, and the check digit agrees */
    ID_BAD_CHECKSUM, /* bad_checksum: keep and show it, never match by it */
    ID_BAD_LENGTH,   /* bad_length */
    ID_BAD_FORM,     /* bad_form: letters where digits belong */
    ID_PLACEHOLDER,  /* placeholder: 0000000000000, 1111111111111, 1234567890123 */
    ID_LOST_DIGITS,  /* lost_digits: 1.10170E+12; the sender must format the column as text */
    ID_STATUS_COUNT,
} IdStatus;

enum { ID_TEXT_SIZE = 16 };

typedef struct IdNumber {
    IdKind kind;
    IdStatus status;
    char normal[ID_TEXT_SIZE]; /* 13 characters; "" where there is nothing to keep */
} IdNumber;

/*
 * The 13-digit number, with check digit (11 - sum(d[i] * (13 - i), i = 0..11) mod 11) mod 10
 * (Department of Provincial Administration). 11 or 12 digits are padded with zeros if that makes
 * the check digit right. The check is weak: its third digit has weight 11, so that an error there
 * is never seen, and one random number in ten passes. A pass is evidence, not proof.
 */
IdNumber id_read_thai13(Str text);

/* G + 2-digit Buddhist year + 2-digit province (63 is Tak) + 8 digits; O is read as 0. */
IdNumber id_read_g_code(Str text);

/* Either of them, told apart by the G. */
IdNumber id_read(Str text);

/* Can the number be a key for matching? Valid and repaired ones can. */
static inline bool id_is_usable(const IdNumber *id)
{
    return id->status == ID_VALID || id->status == ID_REPAIRED;
}

/* What two numbers of records say about whether they speak of one child. */
typedef enum IdAgreement {
    ID_NO_EVIDENCE, /* one is missing or not usable, or a G-code beside a 13-digit number: a child
                       may get the second after the first */
    ID_AGREE,
    ID_ONE_EDIT, /* one digit wrong or two neighbors exchanged: typing */
    ID_CONFLICT,
} IdAgreement;

IdAgreement id_compare(const IdNumber *a, const IdNumber *b);

/* What the first digit of a 13-digit number says about its holder. */
typedef enum IdHolder {
    ID_HOLDER_UNKNOWN,
    ID_HOLDER_THAI,      /* 1-5 */
    ID_HOLDER_TEMPORARY, /* 6: entered unlawfully or for a time; 7: their child, born in Thailand */
    ID_HOLDER_ALIEN,     /* 8: lawful alien or naturalised */
    ID_HOLDER_NO_STATUS, /* 0: no registration status; 00: migrant worker or dependant */
} IdHolder;

IdHolder id_holder(const IdNumber *id);

/* "valid", "repaired", "bad_checksum", ... */
const char *id_status_name(IdStatus status);
/* "thai_id", "g_code", "". */
const char *id_kind_name(IdKind kind);

#endif
