/* Owns the process: arguments, the engine over its file, and the clock, which the library leaves to its host.
 * Called by the shell.
 * Whatever an answer acknowledged stands in the file before the answer goes out, so the process may die at any moment. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"

static volatile sig_atomic_t stop;

static void
on_signal(int number)
{
    (void)number;
    stop = 1;
}

static int
complain(const char *what, const char *why)
{
    fprintf(stderr, "shop-backend: %s: %s\n", what, why);
    return 1;
}

static int
add_model(struct shop *shop, const char *path)
{
    tappa_diagnostics *list;
    tappa_model *model;
    tappa_status status = tappa_diagnostics_new(shop->context, &list);
    char text[4096];
    size_t i;

    if (status)
        return complain(path, tappa_status_text(status));
    status = tappa_model_load(shop->context, path, list, &model);
    for (i = 0; i < tappa_diagnostics_count(list); i++) {
        (void)tappa_diagnostics_render(list, i, text, sizeof text);
        fprintf(stderr, "%s\n", text);
    }
    tappa_diagnostics_free(list);
    if (status)
        return complain(path, tappa_status_text(status));
    status = tappa_engine_add_model(shop->engine, model, TAPPA_FOLLOW, present());
    tappa_model_unref(model);
    if (status == TAPPA_EMISMATCH)
        return complain(path, "it has changed under its old version: count `version` up");
    return status ? complain(path, tappa_status_text(status)) : 0;
}

/* Two logins are never one person, so a device that several people use does not join them. */
static int
open_shop(struct shop *shop, const char *file, char **models, int count)
{
    tappa_store *store;
    tappa_status status = tappa_context_new(NULL, &shop->context);
    int i;

    if (!status)
        status = tappa_store_sqlite(shop->context, file, 0, &store);
    if (status)
        return complain(file, tappa_status_text(status));
    status = tappa_engine_open(shop->context, store, NULL, &shop->engine);
    if (status) {
        tappa_store_close(store);
        return complain(file, tappa_status_text(status));
    }
    status = tappa_engine_add_kind(shop->engine, "login", 5, 1);
    if (status)
        return complain("login", tappa_status_text(status));
    for (i = 0; i < count; i++) {
        if (add_model(shop, models[i]))
            return 1;
    }
    return 0;
}

void
tell(const char *what, tappa_status status, tappa_status *told)
{
    if (status && status != *told)
        (void)complain(what, status != TAPPA_ESTORE ? tappa_status_text(status)
                                                    : "the store failed: the disk may be full, the file gone, or somebody's rows damaged "
                                                      "(`tappa damaged` says whose, once this has ended)");
    *told = status;
}

/* Serves until a signal: takes what has come, writes all its events at once, and answers; once a second, and at once where some are left,
 * timers run. */
static void
run(struct shop *shop, struct MHD_Daemon *daemon)
{
    tappa_status told = TAPPA_OK; /* of the timers */
    int64_t next = 0;
    int answers = 0; /* stand ready to go out */

    while (!stop) {
        int64_t now = present();
        size_t looked_at = 0;

        if (now >= next) {
            tell("timers", tappa_engine_run_due(shop->engine, now, DUE_AT_ONCE, &looked_at), &told);
            next = now + 1000000;
        }
        if (looked_at == DUE_AT_ONCE)
            next = now;
        (void)MHD_run_wait(daemon, next > now && !answers ? (int32_t)((next - now) / 1000 + 1) : 0);
        answers = shop->waiting != NULL;
        commit_events(shop);
    }
    shop->closing = 1;
    if (answers)
        (void)MHD_run_wait(daemon, 0);
}

static int
serve_shop(struct shop *shop, uint16_t port)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct MHD_Daemon *daemon = serve(shop, port);

    if (!daemon)
        return complain("127.0.0.1", strerror(errno));
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    printf("http://127.0.0.1:%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    run(shop, daemon);
    MHD_stop_daemon(daemon);
    return 0;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = {{"port", required_argument, NULL, 'p'}, {"store", required_argument, NULL, 's'}, {0}};
    struct shop shop = {0};
    const char *store = "shop.db";
    char *end = NULL;
    unsigned long port = 8080;
    int failed, option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'p')
            port = *optarg ? strtoul(optarg, &end, 10) : 65536; /* none: no port at all */
        else if (option == 's')
            store = optarg;
        else
            return 2;
    }
    if (optind == argc || port > 65535 || (end && *end))
        return complain("usage", "shop-backend [--port 8080] [--store shop.db] MODEL...") + 1;
    failed = open_shop(&shop, store, argv + optind, argc - optind) || serve_shop(&shop, (uint16_t)port);
    if (tappa_engine_close(shop.engine))
        failed = complain(store, "not everything could be written: what the journal in the file has, the next start does again");
    tappa_context_unref(shop.context);
    return failed;
}
