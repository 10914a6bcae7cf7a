/* Owns `tappa run`: a log moves customers through a model.
 * Called by main.c; events.c reads, the replay of libtappa-exchange runs, report.c tells.
 * The trace goes out as it is made, so that its memory does not grow with the log. */
#include <stdlib.h>
#include <string.h>

#include "tappa.h"
#ifdef TAPPA_COMMAND_ENGINE
#include <time.h>

#include "shop.h"
#endif

#define TRACE_KEPT 65536
#define PROGRESS_EVERY 100000u

struct run {
    struct events events;
    tappa_replay *replay;
    int trace, json, shared;
    const char *store;
};

static int
refused(struct events *events, const char *reason, uint32_t input, uint64_t line)
{
    struct run *run = events->user;

    return tappa_replay_refuse(run->replay, reason, input, line) ? -1 : 0;
}

static void
flush_trace(struct run *run, size_t kept)
{
    size_t size;
    const char *text = tappa_replay_trace(run->replay, &size);

    if (size <= kept)
        return;
    fwrite(text, 1, size, stdout);
    tappa_replay_trace_clear(run->replay);
}

static tappa_status
feed(struct run *run, uint64_t index)
{
    struct tappa_record record = {.size = sizeof record};
    int32_t outcome;
    tappa_status status = tappa_log_at(run->events.log, index, &record);

    if (!status)
        status = tappa_replay_feed(run->replay, &record, &outcome);
    if (!status && outcome == TAPPA_OUTCOME_REFUSED)
        events_bad(&run->events, record.input, record.line, tappa_replay_message(run->replay));
    return status;
}

static int
replay(struct run *run)
{
    uint64_t count = tappa_log_count(run->events.log), unread = run->events.bad, i;
    tappa_status status = TAPPA_OK;

    for (i = 0; i < count && !status && !ferror(stdout); i++) {
        status = feed(run, i);
        flush_trace(run, TRACE_KEPT);
        if ((i + 1) % PROGRESS_EVERY == 0 && !run->trace)
            events_progress("running", i + 1, count);
    }
    if (count >= PROGRESS_EVERY && !run->trace)
        events_progress(NULL, 0, 0);
    if (!status && run->events.until != TAPPA_NEVER)
        status = tappa_replay_advance(run->replay, run->events.until);
    flush_trace(run, 0);
    events_bad_end(&run->events);
    if (status)
        return complain_status("run", status);
    return events_code(&run->events, count, run->events.bad - unread);
}

#ifdef TAPPA_COMMAND_ENGINE
/* Lines that no reader could read are told of; a store keeps events. */
static int
pass_over(struct events *events, const char *reason, uint32_t input, uint64_t line)
{
    (void)events;
    (void)reason;
    (void)input;
    (void)line;
    return 0;
}

static int
run_store(struct run *run, const char *model)
{
    struct shop shop = {.path = run->store, .makes = 1, .json = run->json, .shared = run->shared, .now = (int64_t)time(NULL) * 1000000};

    run->events.refused = pass_over;
    run->events.whole = 1;
    run->events.tells_all = 1;
    return command_run_store(&run->events, model, &shop);
}
#endif

static int
run_all(struct run *run, const char *model)
{
    struct events *events = &run->events;
    tappa_status status;
    int code = load_model(events->context, model, &events->model);

    if (code)
        return code;
#ifdef TAPPA_COMMAND_ENGINE
    if (run->store)
        return run_store(run, model);
#endif
    status = tappa_replay_new(events->context, events->model, NULL, &run->replay);
    if (status)
        return complain_status("run", status);
    tappa_replay_set_trace(run->replay, run->trace);
    code = events_read(events);
    if (code)
        return code;
    code = replay(run);
    if (run->trace || (code && !events->bad))
        return code;
    if (run->json)
        report_json(stdout, events, run->replay);
    else
        report_people(stdout, events, run->replay);
    return code;
}

/* 0, or an exit code and one more: 0 goes on. */
static int
read_options(struct run *run, int argc, char **argv)
{
    static const struct option options[] = {EVENT_OPTIONS, {"trace", no_argument, NULL, 't'},
                                            {"json", no_argument, NULL, 'j'},
#ifdef TAPPA_COMMAND_ENGINE
                                            {"store", required_argument, NULL, 's'}, {"shared", no_argument, NULL, 'h'},
#endif
                                            {NULL, 0, NULL, 0}};
    int option;

    while ((option = next_option(argc, argv, "", options, NULL)) != -1) {
        int known = events_option(&run->events, option, optarg);

        if (known < 0)
            return option == 'm' ? EXIT_ERRORS : EXIT_USAGE;
        if (option == 't')
            run->trace = 1;
        else if (option == 'j')
            run->json = 1;
        else if (option == 's')
            run->store = optarg;
        else if (option == 'h')
            run->shared = 1;
        else if (!known)
            return EXIT_USAGE;
    }
    if (argc - optind < 2)
        return usage("run", "MODEL and EVENTS are needed");
#ifdef TAPPA_COMMAND_ENGINE
    if (run->store && !run->store[0])
        return usage("run", shop_nameless);
#endif
    if (run->store && run->trace)
        return usage("run", "either --trace or --store");
    if (run->shared && !run->store)
        return usage("run", "--shared is said of a --store FILE");
    if (run->trace && run->json)
        return usage("run", "either --trace or --json");
    return EXIT_CLEAN;
}

int
command_run(int argc, char **argv)
{
    struct run run = {.events = {.until = TAPPA_NEVER, .refused = refused}};
    int code;

    run.events.user = &run;
    code = read_options(&run, argc, argv);
    if (!code && tappa_context_new(NULL, &run.events.context))
        code = complain_status("run", TAPPA_ENOMEM);
    if (!code) {
        run.events.paths = argv + optind + 1;
        run.events.path_count = argc - optind - 1;
        code = run_all(&run, argv[optind]);
    }
    tappa_replay_free(run.replay);
    events_free(&run.events);
    return code == EXIT_USAGE ? code : finish_output(code);
}
