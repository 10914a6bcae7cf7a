/* Text as pointer and length: owned by nobody here, always borrowed from an arena, the caller or a literal. */
#ifndef TAPPA__TEXT_H
#define TAPPA__TEXT_H

#include <stddef.h>
#include <stdint.h>

/* `s` may hold NUL bytes; a text that lives in an arena also has a NUL behind its last byte. */
struct tappa__text {
    const char *s;
    uint32_t n;
};

#define TAPPA__TEXT(literal) ((struct tappa__text){(literal), sizeof(literal) - 1})

struct tappa__text tappa__text_of(const char *zero_terminated);
int tappa__text_equal(struct tappa__text a, struct tappa__text b);
int tappa__text_is(struct tappa__text a, const char *zero_terminated);
int tappa__text_starts_with(struct tappa__text a, struct tappa__text prefix);
/* Byte order, shorter first among equals: <0, 0, >0. */
int tappa__text_compare(struct tappa__text a, struct tappa__text b);

/* Whole text is well-formed UTF-8 (no surrogates, no overlong forms). */
int tappa__utf8_valid(const char *s, size_t n);
/* Decodes one code point of valid UTF-8 at *at and moves *at behind it. */
uint32_t tappa__utf8_next(const char *s, size_t n, size_t *at);
/* Writes at most 4 bytes; returns how many; 0 where cp is no scalar value. */
uint32_t tappa__utf8_put(uint32_t cp, char out[4]);
size_t tappa__utf8_count(const char *s, size_t n);

/* [A-Za-z_][A-Za-z0-9_]* : what CEL calls an identifier; reserved words are the caller's matter. */
int tappa__is_identifier(struct tappa__text t);

/* Edit distance (transposition counts one), at most `limit`+1 is computed; for hints. Texts over 64 bytes: limit+1. */
uint32_t tappa__text_distance(struct tappa__text a, struct tappa__text b, uint32_t limit);

#endif
