/* Binary and decimal, exactly: what number.c falls back to where a double's own arithmetic would round. */
#ifndef TAPPA__DECIMAL_H
#define TAPPA__DECIMAL_H

#include <stdint.h>

/* No halfway point between two doubles has more than 767 significant digits; of what stands behind it counts only
 * whether it is all zero. So a caller keeps 768 digits and one more, '1', for any non-zero rest. */
#define TAPPA__DECIMAL_KEPT 768
#define TAPPA__DECIMAL_DIGITS (TAPPA__DECIMAL_KEPT + 1)

/* The double next to digits * 10^exponent, ties to even. `digits` are 1 .. 769 of '0'..'9', the first not '0', and
 * 10^-330 < value < 10^310. 0, or -1 where it is past the largest double. */
int tappa__decimal_to_double(const char *digits, uint32_t n, int32_t exponent, double *out);

/* The fewest digits that read back as d, and of those the nearest: d = 0.digits * 10^*point. d is finite and > 0.
 * Returns how many, 1 .. 17. */
uint32_t tappa__decimal_from_double(double d, char digits[20], int32_t *point);

#endif
