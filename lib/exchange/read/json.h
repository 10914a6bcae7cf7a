/* What all that decode JSON share. */
#ifndef TAPPA__JSON_H
#define TAPPA__JSON_H

#include <stddef.h>

/* Whether some bracket outside of strings is nested deeper than TAPPA_READ_DEPTH. Asked before decoding, which recurses. */
int tappa__json_too_deep(const char *s, size_t n);

#endif
