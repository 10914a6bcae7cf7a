/* Owns what the command says of itself: how each subcommand is used, and when it ends with 1.
 * Called by main.c, and by whoever was used wrongly.
 * README's table of exit codes is held to it by a test. */
#include <string.h>

#include "tappa.h"

static const struct help {
    const char *name;
    const char *fails; /* where it ends with 1, beside files that cannot be used */
    const char *usage;
} helps[] = {
    {"check", "a model has errors", "  check MODEL... [--json]                       what is wrong or doubtful in models\n"},
    {"run", "nothing but lines with errors came",
     "  run MODEL EVENTS... [--map MAP] [--until TIME] [--format FORMAT] [--trace | --json]\n"
     "                                                move customers through a model by a log of events\n"
#ifdef TAPPA_COMMAND_ENGINE
     "  run MODEL EVENTS... --store FILE [--map MAP] [--until TIME] [--format FORMAT] [--json] [--shared]\n"
     "                                                the same into a store, going on where it stopped\n"
#endif
    },
    {"explain", "there is no event of this customer",
     "  explain MODEL EVENTS... --customer ID [--map MAP] [--until TIME] [--format FORMAT]\n"
     "                                                one customer's journey, event by event, and why\n"},
    {"eval", "the expression has an error, or fails", "  eval EXPRESSION [--with JSON] [--type]        one expression\n"},
    {"draw", "the model has errors", "  draw MODEL --as dot|mermaid|scxml|svg [-o FILE] [--language LANGUAGE]\n"},
    {"dump", "the model has errors", "  dump MODEL                                    the compiled model\n"},
    {"schema", "", "  schema                                        the JSON Schema of models, for editors\n"},
#ifdef TAPPA_COMMAND_ENGINE
    {"where", "nobody is known by WHO", "  where --customer WHO [--json]                 where a customer stands\n"},
    {"journal", "nobody is known by WHO", "  journal --customer WHO [--explain]            its history, as lines of JSON; --nobody: what is nobody's\n"},
    {"decide", "nobody is known by WHO; no model has the touchpoint",
     "  decide --customer WHO [--at TOUCHPOINT] [--now TIME] [--json]\n"
     "                                                what may be said now, and what stops the rest\n"},
    {"due", "", "  due [--now TIME] [--json]                     run what is due\n"},
    {"claim", "", "  claim [--limit N] [--now TIME]                contacts to make, as lines of JSON\n"},
    {"report", "there is no such contact, or it cannot come to that",
     "  report KEY sent|failed|bounced|opened [--now TIME]\n"
     "                                                what became of one\n"},
    {"plan", "some journeys cannot move; the store has no model of this name, or another of this version",
     "  plan MODEL [--now TIME] [--json]              what a new version would do to journeys under way\n"},
    {"apply", "some journeys cannot move; the store has no model of this name, or another of this version",
     "  apply MODEL [--now TIME] [--json]             do that; stopped, it goes on where it was\n"},
    {"counts", "somebody's rows are damaged: the sums are those of all others",
     "  counts [--json]                               what models count, over everybody\n"},
    {"damaged", "there is anybody", "  damaged                                       whose rows cannot be read, as lines of JSON\n"},
    {"export", "nobody is known by WHO", "  export --customer WHO                         all that is kept of a person\n"},
    {"part", "nobody is known by one WHO; no event shows both, or they are not one customer",
     "  part WHO WHO [--now TIME]                     undo what showed that two are one\n"},
    {"erase", "nobody is known by WHO", "  erase --customer WHO [--now TIME]             forget it\n"},
#endif
};

static const char words[] =
    "\n"
    "EVENTS are NDJSON (bare, Segment, CloudEvents), CSV or XES; - is standard input. FORMAT: ndjson, csv, xes.\n"
    "TIME is RFC 3339, or whole microseconds since 1970. MAP says which column of a CSV is what.\n"
#ifdef TAPPA_COMMAND_ENGINE
    "WHO is KIND=VALUE (login=anna), or the VALUE alone of the kind `customer`, by which logs know people.\n"
#endif
    ;

void
print_help(FILE *out)
{
    size_t i;

    fputs("usage: tappa COMMAND ...\n\n", out);
    for (i = 0; i < sizeof helps / sizeof *helps; i++) {
        if (!strcmp(helps[i].name, "where"))
            fputs("\nover a store, with --store FILE, and --shared where several processes use it:\n", out);
        fputs(helps[i].usage, out);
    }
    fputs(words, out);
    fputs("Exit code 0: done; 1: not done, or not all of it, as `tappa help COMMAND` says; 2: wrong usage.\n", out);
}

static const struct help *
help_of(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof helps / sizeof *helps; i++)
        if (!strcmp(helps[i].name, name))
            return &helps[i];
    return NULL;
}

int
print_help_of(FILE *out, const char *name)
{
    const struct help *help = help_of(name);

    if (!help)
        return -1;
    fprintf(out, "usage: tappa\n%s", help->usage);
    fputs(words, out);
    fprintf(out, "Exit code 0: done; 2: wrong usage; 1: a file cannot be used%s%s.\n", help->fails[0] ? "; " : "", help->fails);
    return 0;
}

int
usage(const char *name, const char *why)
{
    fprintf(stderr, "tappa: %s: %s\n`tappa %s%s` says how it is used.\n", name, why, help_of(name) ? "help " : "--help", help_of(name) ? name : "");
    return EXIT_USAGE;
}
