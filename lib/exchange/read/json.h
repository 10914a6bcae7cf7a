/* What all that decode JSON share. */
#ifndef TAPPA__JSON_H
#define TAPPA__JSON_H

#include <jansson.h>
#include <stddef.h>

/* Whether some bracket outside of strings is nested deeper than TAPPA_READ_DEPTH. Asked before decoding, which recurses. */
int tappa__json_too_deep(const char *s, size_t n);

/* Jansson has words for every mistake of a text; where it has none, memory was missing. (It may also take a text cut short by missing memory for a
 * mistake: that cannot be told apart.) */
static inline int
tappa__json_out_of_memory(const json_error_t *error)
{
    return !error->text[0] || json_error_code(error) == json_error_out_of_memory;
}

/* What is wrong, without the names of flags that only a programmer knows. */
static inline const char *
tappa__json_words(const json_error_t *error)
{
    return json_error_code(error) == json_error_null_character ? "\\u0000 is not allowed in a text" : error->text;
}

#endif
