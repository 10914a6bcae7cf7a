/* The innermost step on everything it can be given: a state of one region, a row and a value of any bits. Frama-C knows no assembler and no
 * __builtin_expect. */
#include "lib/base/time.h"
#define __asm__
#define volatile(...)
#define __builtin_expect(x, likely) (x)
#include "lib/core/journey/fast.h"
#include "__fc_builtin.h"

struct tappa__state room; /* with sixteen words behind it */

int
main(void)
{
    struct tappa__state *s = &room;
    struct tappa__fast_row row;
    struct tappa_taken record;
    int64_t value, time = Frama_C_long_interval(INT64_MIN, INT64_MAX);
    uint64_t stops;

    Frama_C_make_unknown((char *)&room, sizeof room);
    Frama_C_make_unknown((char *)&row, sizeof row);
    Frama_C_make_unknown((char *)&value, sizeof value);
    row.move = (uint64_t)Frama_C_interval(0, 19) << 32 | (uint32_t)Frama_C_long_interval(0, UINT32_MAX);
    if (!tappa__fast_open(s, time))
        return 0;
    stops = tappa__fast_stops(&row, &value, Frama_C_interval(0, 1));
    /*@ assert stops == 0 || stops == UINT64_MAX; */
    (void)tappa__fast_asks(&row, stops);
    (void)tappa__fast_commit(s, &row, stops, time, &record);
    return 0;
}
