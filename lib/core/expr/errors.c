/* Owns error values: their numbers, CEL's words, and where their words live.
 * Called by every operation of the machine that can fail.
 * An error's `real` is the instruction that made it, until tappa__program_run() hands it out. */
#include "lib/core/expr/program.h"

#include <string.h>

int
tappa__fail(struct tappa__run *r, struct tappa_value *out, int64_t number, struct tappa__text words)
{
    tappa__set(out, TAPPA_ERROR, number);
    out->data = words.s;
    out->size = words.n;
    out->real = (double)r->at;
    return -1;
}

int
tappa__fail_overload(struct tappa__run *r, struct tappa_value *out)
{
    return tappa__fail(r, out, TAPPA_ERR_NO_OVERLOAD, TAPPA__TEXT("no such overload"));
}

int
tappa__fail_cost(struct tappa__run *r, struct tappa_value *out)
{
    r->e->cost = 0;
    return tappa__fail(r, out, TAPPA_ERR_COST, TAPPA__TEXT("evaluation cost limit exceeded"));
}

int
tappa__fail_memory(struct tappa__run *r, struct tappa_value *out)
{
    return tappa__fail(r, out, TAPPA_ERR_MEMORY, TAPPA__TEXT("out of memory"));
}

int
tappa__fail_about(struct tappa__run *r, struct tappa_value *out, int64_t number, const char *words,
                  struct tappa__text about)
{
    struct tappa__text t;
    uint32_t n = about.n > 200 ? 200 : about.n;

    while (n < about.n && ((unsigned char)about.s[n] & 0xC0) == 0x80)
        n--; /* a message never ends within a character */
    t = tappa__arena_printf(r->e->scratch, "%s: %.*s%s", words, (int)n, about.s, n < about.n ? "..." : "");
    if (!t.s)
        return tappa__fail_memory(r, out);
    return tappa__fail(r, out, number, t);
}

void *
tappa__run_alloc(struct tappa__run *r, size_t size, struct tappa_value *out)
{
    void *p = tappa__arena_alloc(r->e->scratch, size);

    if (!p)
        tappa__fail_memory(r, out);
    return p;
}
