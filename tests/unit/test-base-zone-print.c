/* Answers questions about zones for test-base-zone.py, one line in, one line out:
 *   load FOLDER NAME     the status
 *   offset TIME          seconds east of UTC
 *   next FROM TIMEOFDAY  the first such local time, in microseconds */
#include "lib/base/zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int
main(void)
{
    struct tappa_allocator a;
    struct tappa_zone *zone = NULL;
    char line[1024], folder[512], name[256];
    int64_t time, time_of_day;

    tappa__allocator_default(&a);
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "load %511s %255s", folder, name) == 2) {
            tappa__zone_unref(zone);
            printf("%d\n", (int)tappa__zone_load(&a, folder, tappa__text_of(name), &zone));
        } else if (sscanf(line, "offset %" SCNd64, &time) == 1) {
            printf("%d\n", (int)tappa__zone_offset(zone, time));
        } else if (sscanf(line, "next %" SCNd64 " %" SCNd64, &time, &time_of_day) == 2) {
            printf("%" PRId64 "\n", tappa__zone_next_local(zone, time, time_of_day));
        } else {
            return 1;
        }
    }
    tappa__zone_unref(zone);
    return 0;
}
