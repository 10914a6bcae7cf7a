/* Owns the choice of the subcommand. Called by the shell.
 * Exit codes are 0, 1 (errors in what was given) and 2 (wrong usage), whatever the subcommand. */
#include <string.h>

#include "tappa.h"
#ifdef TAPPA_COMMAND_ENGINE
#include "shop.h"
#endif

static const char help[] =
    "usage: tappa COMMAND ...\n"
    "\n"
    "  check MODEL... [--json]                       what is wrong or doubtful in models\n"
    "  run MODEL EVENTS... [--map MAP] [--until TIME] [--format FORMAT] [--trace | --json]\n"
    "                                                move customers through a model by a log of events\n"
#ifdef TAPPA_COMMAND_ENGINE
    "  run MODEL EVENTS... --store FILE [--map MAP] [--until TIME] [--format FORMAT] [--json] [--shared]\n"
    "                                                the same into a store, going on where it stopped\n"
#endif
    "  explain MODEL EVENTS... --customer ID [--map MAP] [--until TIME] [--format FORMAT]\n"
    "                                                one customer's journey, event by event, and why\n"
    "  eval EXPRESSION [--with JSON] [--type]        one expression\n"
    "  draw MODEL --as dot|mermaid|scxml|svg [-o FILE] [--language LANGUAGE]\n"
    "  dump MODEL                                    the compiled model\n"
    "  schema                                        the JSON Schema of models, for editors\n"
#ifdef TAPPA_COMMAND_ENGINE
    "\n"
    "over a store, with --store FILE, and --shared where several processes use it:\n"
    "  where --customer WHO [--json]                 where a customer stands\n"
    "  journal --customer WHO [--explain]            its history, as lines of JSON\n"
    "  decide --customer WHO [--at TOUCHPOINT] [--now TIME] [--json]\n"
    "                                                what may be said now, and what stops the rest\n"
    "  due [--now TIME] [--json]                     run what is due\n"
    "  claim [--limit N] [--now TIME]                contacts to make, as lines of JSON\n"
    "  report KEY sent|failed|bounced|opened [--now TIME]\n"
    "                                                what became of one\n"
    "  plan MODEL [--json]                           what a new version would do to journeys under way\n"
    "  apply MODEL [--json]                          do that; stopped, it goes on where it was\n"
    "  counts [--json]                               what models count, over everybody\n"
    "  damaged                                       whose rows cannot be read, as lines of JSON\n"
    "  export --customer WHO                         all that is kept of a person\n"
    "  part WHO WHO                                  undo what showed that two are one\n"
    "  erase --customer WHO                          forget it\n"
#endif
    "\n"
    "EVENTS are NDJSON (bare, Segment, CloudEvents), CSV or XES; - is standard input. FORMAT: ndjson, csv, xes.\n"
    "TIME is RFC 3339, or whole microseconds since 1970. MAP says which column of a CSV is what.\n"
#ifdef TAPPA_COMMAND_ENGINE
    "WHO is KIND=VALUE (login=anna), or the VALUE alone of the kind `customer`, by which logs know people.\n"
#endif
    ;

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {
        {"check", command_check}, {"run", command_run},   {"explain", command_explain}, {"eval", command_eval},
        {"draw", command_draw},   {"dump", command_dump}, {"schema", command_schema},
#ifdef TAPPA_COMMAND_ENGINE
        {"where", command_where}, {"journal", command_journal}, {"decide", command_decide}, {"due", command_due},
        {"claim", command_claim}, {"report", command_report}, {"plan", command_plan}, {"apply", command_apply},
        {"counts", command_counts}, {"damaged", command_damaged}, {"export", command_export},
        {"part", command_part},
        {"erase", command_erase},
#endif
    };
    static char label[32];
    size_t i;

    if (argc < 2) {
        fputs(help, stderr);
        return EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
        fputs(help, stdout);
        return finish_output(EXIT_CLEAN);
    }
    if (!strcmp(argv[1], "--version")) {
        printf("tappa %s\n", tappa_version());
        return finish_output(EXIT_CLEAN);
    }
    for (i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        for (int k = 2; k < argc && strcmp(argv[k], "--") != 0; k++) {
            if (!strcmp(argv[k], "--help")) {
                fputs(help, stdout);
                return finish_output(EXIT_CLEAN);
            }
        }
        snprintf(label, sizeof label, "tappa: %s", commands[i].name);
        argv[1] = label; /* what getopt's own messages begin with */
        return commands[i].run(argc - 1, argv + 1);
    }
    return usage(argv[1], "no such command");
}
