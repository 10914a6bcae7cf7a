/* compile FILE TIMES: compiles a large model, its limits raised, and prints the stages, the rows and the seconds that the
 * fastest of TIMES compilations took. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tappa/tappa.h"

static char text[64 << 20];

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const int32_t raised[] = {TAPPA_LIMIT_MODEL_BYTES, TAPPA_LIMIT_NODES, TAPPA_LIMIT_STAGES, TAPPA_LIMIT_TRANSITIONS};

int
main(int argc, char **argv)
{
    tappa_context *context;
    tappa_diagnostics *list;
    double best = 1e9;
    FILE *file;
    size_t size, i;
    int times;

    if (argc != 3 || !(file = fopen(argv[1], "rb")))
        return 2;
    size = fread(text, 1, sizeof text, file);
    fclose(file);
    if (tappa_context_new(NULL, &context) || tappa_diagnostics_new(context, &list))
        return 1;
    for (i = 0; i < sizeof raised / sizeof *raised; i++)
        if (tappa_context_set_limit(context, raised[i], sizeof text))
            return 1;
    for (times = atoi(argv[2]); times > 0; times--) {
        tappa_model *model;
        double start = now(), took;
        tappa_status status = tappa_model_compile(context, text, size, argv[1], list, &model);

        took = now() - start;
        if (status || tappa_diagnostics_errors(list)) {
            char line[4096];

            tappa_diagnostics_render(list, 0, line, sizeof line);
            fprintf(stderr, "%s\n%s", tappa_status_text(status), line);
            return 1;
        }
        if (took < best)
            best = took;
        if (times == 1)
            printf("%u %u %.6f\n", tappa_model_stage_count(model), tappa_model_transition_count(model), best);
        tappa_model_unref(model);
        tappa_diagnostics_clear(list);
    }
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
    return 0;
}
