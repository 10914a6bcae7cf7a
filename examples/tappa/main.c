/* Owns the choice of the subcommand. Called by the shell.
 * Exit codes are 0, 1 (errors in what was given) and 2 (wrong usage), whatever the subcommand. */
#define _POSIX_C_SOURCE 200809L /* fcntl, open */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tappa.h"
#ifdef TAPPA_COMMAND_ENGINE
#include "shop.h"
#endif

/* What of input and output is closed stays so: the next file that is opened would come to stand in its place, and be read or written as if it were that.
 * Reading and writing fail as they do where nothing is open. */
static void
leave_closed(void)
{
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
        if (fcntl(i, F_GETFD) < 0)
            (void)!open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

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

    leave_closed();
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
        if (argc < 3)
            print_help(stdout);
        else if (print_help_of(stdout, argv[2]))
            return usage(argv[2], "no such command");
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
                (void)print_help_of(stdout, commands[i].name);
                return finish_output(EXIT_CLEAN);
            }
        }
        snprintf(label, sizeof label, "tappa: %s", commands[i].name);
        argv[1] = label; /* what getopt's own messages begin with */
        return commands[i].run(argc - 1, argv + 1);
    }
    return usage(argv[1], "no such command");
}
