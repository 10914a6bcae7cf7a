/* Owns `tappa check`: the diagnostics of models, for people or as JSON.
 * Called by main.c. A model with warnings only is sound: exit 0. */
#include <stdlib.h>
#include <string.h>

#include "tappa.h"

static void
print_object(const struct tappa_diagnostic *d, int first)
{
    fputs(first ? "\n  {\"file\": " : ",\n  {\"file\": ", stdout);
    print_json_text(stdout, d->file);
    printf(", \"line\": %u, \"column\": %u, \"width\": %u, \"severity\": \"%s\", \"code\": %d, \"name\": ", d->line,
           d->column, d->width, d->severity == TAPPA_ERROR_SEVERITY ? "error" : "warning", (int)d->code);
    print_json_text(stdout, d->name);
    fputs(", \"path\": ", stdout);
    print_json_text(stdout, d->path);
    fputs(", \"message\": ", stdout);
    print_json_text(stdout, d->message);
    fputs(", \"hint\": ", stdout);
    print_json_text(stdout, d->hint);
    fputs("}", stdout);
}

static void
print_sum(const char *path, const tappa_diagnostics *list)
{
    size_t errors = tappa_diagnostics_errors(list), warnings = tappa_diagnostics_count(list) - errors;

    if (!errors && !warnings)
        printf("%s: ok\n", path);
    else
        printf("%s: %zu error%s, %zu warning%s\n", path, errors, errors == 1 ? "" : "s", warnings,
               warnings == 1 ? "" : "s");
}

/* One model; `shown` counts the objects printed so far. */
static int
check(tappa_context *context, const char *path, int as_json, size_t *shown)
{
    tappa_diagnostics *list = NULL;
    tappa_model *model = NULL;
    tappa_status status = tappa_diagnostics_new(context, &list);
    size_t i;

    if (!status)
        status = tappa_model_load(context, path, list, &model);
    if (status == TAPPA_EIO && !as_json && tappa_diagnostics_count(list)) {
        (void)complain(path, tappa_diagnostics_at(list, 0)->message);
    } else if (status && !tappa_diagnostics_errors(list)) {
        (void)complain_status(path, status);
    } else if (as_json) {
        for (i = 0; i < tappa_diagnostics_count(list); i++)
            print_object(tappa_diagnostics_at(list, i), (*shown)++ == 0);
    } else {
        print_diagnostics(stdout, list);
        print_sum(path, list);
    }
    tappa_model_unref(model);
    tappa_diagnostics_free(list);
    return status ? EXIT_ERRORS : EXIT_CLEAN;
}

int
command_check(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    tappa_context *context;
    int as_json = 0, code = EXIT_CLEAN, option;
    size_t shown = 0;

    while ((option = next_option(argc, argv, "", options, NULL)) != -1) {
        if (option != 'j')
            return EXIT_USAGE;
        as_json = 1;
    }
    if (optind >= argc)
        return usage("check", "no MODEL");
    if (tappa_context_new(NULL, &context))
        return complain_status("check", TAPPA_ENOMEM);
    if (as_json)
        fputs("[", stdout);
    for (; optind < argc; optind++) {
        if (check(context, argv[optind], as_json, &shown))
            code = EXIT_ERRORS;
    }
    if (as_json)
        fputs(shown ? "\n]\n" : "]\n", stdout);
    tappa_context_unref(context);
    return finish_output(code);
}
