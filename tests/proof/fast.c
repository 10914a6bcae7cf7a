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
    struct tappa__fast_row row, table[4];
    struct tappa_taken record;
    int64_t value, time = Frama_C_long_interval(INT64_MIN, INT64_MAX);
    uint64_t pass;

    Frama_C_make_unknown((char *)&room, sizeof room);
    Frama_C_make_unknown((char *)&row, sizeof row);
    Frama_C_make_unknown((char *)&value, sizeof value);
    row.next = Frama_C_interval(0, 3);
    row.clock = (uint8_t)Frama_C_interval(0, 11);
    if (!tappa__fast_open(s, time))
        return 0;
    pass = tappa__fast_pass(&row, &value);
    /*@ assert pass == 0 || pass == 1; */
    (void)tappa__fast_next(table, &row, pass);
    (void)tappa__fast_commit((size_t)Frama_C_interval(0, 4), s, &row, pass, time, &record);
    return 0;
}
