/* Numbers to text and back, the same under every locale. */
#ifndef TAPPA__NUMBER_H
#define TAPPA__NUMBER_H

#include "lib/base/text.h"

/* Decimal integers with an optional sign; 0 ok, -1 not a number, -2 out of range. */
int tappa__int64_parse(struct tappa__text t, int64_t *out);
int tappa__uint64_parse(struct tappa__text t, uint64_t *out);
/* A decimal floating literal (digits, '.', exponent; also "inf", "nan" with sign where `special`); 0 or -1.
 * Correctly rounded; overflow to infinity is -2. */
int tappa__double_parse(struct tappa__text t, int special, double *out);
/* Shortest text that reads back as the same double: "0.1", "1e+300", "NaN", "Infinity". Whole numbers get ".0"
 * where `keep_point`. Plain digits from 0.0001 to below 10^16, else an exponent of at least two digits, as Python's repr
 * has it. Returns its length (< 32). */
uint32_t tappa__double_format(double d, int keep_point, char out[32]);
/* -1 where a + b, a - b, a * b leaves int64, else 0. */
int tappa__add(int64_t a, int64_t b, int64_t *out);
int tappa__sub(int64_t a, int64_t b, int64_t *out);
int tappa__mul(int64_t a, int64_t b, int64_t *out);

#endif
