/* Owns the numbers under which identities and event ids are known, and which values name nobody.
 * Called for each record, before anything is looked up.
 * A number depends on the texts alone, so that any two stores agree; two texts with one number are told apart by whoever reads the row. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/engine/engine.h"

#define SHORT 256

/* SipHash of two texts with their lengths between them: ("ab", "c") is not ("a", "bc"). Long ones are hashed piece by piece. */
static int64_t
number_of(struct tappa__text a, struct tappa__text b, const uint8_t key[16])
{
    uint64_t parts[4] = {a.n, b.n, 0, 0};
    char text[sizeof(uint64_t) + SHORT];
    uint64_t hash;

    if (a.n + (uint64_t)b.n <= SHORT) {
        memcpy(text, parts, sizeof(uint64_t)); /* the first length says where the second text begins */
        if (a.n)
            memcpy(text + sizeof(uint64_t), a.s, a.n);
        if (b.n)
            memcpy(text + sizeof(uint64_t) + a.n, b.s, b.n);
        hash = tappa__siphash(text, sizeof(uint64_t) + a.n + b.n, key);
    } else {
        parts[2] = tappa__siphash(a.s, a.n, key);
        parts[3] = tappa__siphash(b.s, b.n, key);
        hash = tappa__siphash(parts, sizeof parts, key);
    }
    return (hash << 1) ? (int64_t)hash : 1; /* neither 0 nor the least of all, which stores keep for themselves */
}

int64_t
tappa__identity_number(const struct tappa_identity *identity)
{
    static const uint8_t key[] = "tappa  identity ";

    return number_of((struct tappa__text){identity->kind, identity->kind_size},
                     (struct tappa__text){identity->value, identity->value_size}, key);
}

int
tappa__identity_copy(const struct tappa_engine *e, const struct tappa_identity *named, struct tappa_identity *out)
{
    char *text = tappa__alloc(&e->allocator, (size_t)named->kind_size + named->value_size + 1);

    *out = (struct tappa_identity){text, text ? text + named->kind_size : NULL, named->kind_size, named->value_size};
    if (!text)
        return -1;
    memcpy(text, named->kind, named->kind_size);
    memcpy(text + named->kind_size, named->value, named->value_size);
    return 0;
}

void
tappa__identity_release(const struct tappa_engine *e, struct tappa_identity *copy)
{
    tappa__free(&e->allocator, (void *)(uintptr_t)copy->kind);
}

int64_t
tappa__seen_number(struct tappa__text source, struct tappa__text id)
{
    static const uint8_t key[] = "tappa  event  id";

    return number_of(source, id, key);
}

static int
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct tappa__text
trim(struct tappa__text t)
{
    for (; t.n && is_blank(t.s[0]); t.n--)
        t.s++;
    while (t.n && is_blank(t.s[t.n - 1]))
        t.n--;
    return t;
}

static int
same_word(struct tappa__text a, struct tappa__text b)
{
    uint32_t i;

    for (i = 0; a.n == b.n && i < a.n; i++) {
        char x = a.s[i], y = b.s[i];

        if (x >= 'A' && x <= 'Z')
            x = (char)(x + 32);
        if (y >= 'A' && y <= 'Z')
            y = (char)(y + 32);
        if (x != y)
            return 0;
    }
    return a.n == b.n;
}

int
tappa__is_blocked(const struct tappa_engine *e, const struct tappa_identity *identity)
{
    struct tappa__text value = trim((struct tappa__text){identity->value, identity->value_size});
    size_t i;

    if (!value.n)
        return 1;
    for (i = 0; i < e->blocked_count; i++)
        if (value.n <= e->blocked[i].n && same_word(value, trim(e->blocked[i])))
            return 1;
    return 0;
}
