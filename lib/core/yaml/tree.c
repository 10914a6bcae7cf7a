/* Owns what can be asked of a node: its path, whether it is null.
 * Called wherever a diagnostic needs a place, and by the compiler for the paths that rows and expressions keep.
 * Protects one bound: a path never grows past TAPPA__PATH_MAX, whatever names and depth a hostile model has. */
#include "lib/core/yaml/tree.h"

#include <stdio.h>
#include <string.h>

#define SEGMENT_MAX 64
#define LEVELS_MAX 66
#define SHOWN_MAX 80

int
tappa__shown(struct tappa__text t)
{
    uint32_t n = t.n;

    if (n > SHOWN_MAX) {
        for (n = SHOWN_MAX; n && ((unsigned char)t.s[n] & 0xC0) == 0x80; n--)
            ;
    }
    return (int)n;
}

int
tappa__node_is_null(const struct tappa__node *n)
{
    if (n->kind != TAPPA__SCALAR || n->style != TAPPA__PLAIN_STYLE)
        return 0;
    return n->text.n == 0 || tappa__text_is(n->text, "~") || tappa__text_is(n->text, "null") ||
           tappa__text_is(n->text, "Null") || tappa__text_is(n->text, "NULL");
}

int
tappa__is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF;
}

static void
append(struct tappa__path *out, const char *s, size_t n)
{
    if (n > sizeof out->s - 1 - out->n)
        n = sizeof out->s - 1 - out->n;
    if (n) /* an empty name may have no bytes at all */
        memcpy(out->s + out->n, s, n);
    out->n += (uint32_t)n;
}

static void
append_name(struct tappa__path *out, struct tappa__text name)
{
    uint32_t n = name.n;

    if (out->n)
        append(out, ".", 1);
    if (n > SEGMENT_MAX) { /* not in the middle of a code point */
        for (n = SEGMENT_MAX; n && ((unsigned char)name.s[n] & 0xC0) == 0x80; n--)
            ;
    }
    append(out, name.s, n);
    if (n < name.n)
        append(out, "\xE2\x80\xA6", 3);
}

struct tappa__text
tappa__node_path(const struct tappa__node *n, struct tappa__path *out)
{
    const struct tappa__node *chain[LEVELS_MAX];
    uint32_t depth = 0;
    char number[16];

    out->n = 0;
    for (; n && n->parent && depth < LEVELS_MAX; n = n->parent)
        chain[depth++] = n;
    while (depth--) {
        const struct tappa__node *at = chain[depth], *key = at->key;

        if (!key && at->parent->kind == TAPPA__MAPPING) /* a key is at the place of its value */
            key = at;
        if (key)
            append_name(out, key->text);
        else
            append(out, number, (size_t)snprintf(number, sizeof number, "[%u]", at->position));
    }
    out->s[out->n] = '\0';
    return (struct tappa__text){out->s, out->n};
}
