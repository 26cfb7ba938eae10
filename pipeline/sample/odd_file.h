#ifndef ROLLBOOK_SAMPLE_ODD_FILE_H
#define ROLLBOOK_SAMPLE_ODD_FILE_H

/* Files that are no submissions, or none that can be read. */

#include "pipeline/base/strbuf.h"
#include "pipeline/sample/dice.h"

/*
 * A password-protected workbook as Excel writes it (MS-OFFCRYPTO 2.3.4.10): a compound file
 * (MS-CFB, version 3) that holds the streams EncryptionInfo and EncryptedPackage. The package is
 * noise: nothing could decrypt it.
 */
void odd_encrypted(StrBuf *out, Dice *dice);

/* A picture: PNG signature and noise. */
void odd_picture(StrBuf *out, Dice *dice);

#endif
