/* The engine's sums as Prometheus reads them, of a shop with one event: for test-metrics.py. */
#include "tests/engine/people.h"

int
main(void)
{
    static char text[16384];
    struct shop s;

    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    if (tappa_engine_metrics(s.engine, text, sizeof text) >= sizeof text)
        return 1;
    fputs(text, stdout);
    shop_close(&s);
    return 0;
}
