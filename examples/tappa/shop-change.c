/* Owns time, change and forgetting: `tappa due`, `tappa plan`, `tappa apply`, `tappa part`, `tappa erase`.
 * Called by main.c.
 * A plan changes nothing; applying goes on where it was stopped; erasing cannot be undone and says what it did. */
#include <string.h>

#include "shop.h"

int
command_due(int argc, char **argv)
{
    struct tappa_counters c = {.size = sizeof c};
    struct shop shop;
    size_t done;
    tappa_status status;
    int code = shop_options(&shop, "due", argc, argv, "jn", 0);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code) {
        do
            status = tappa_engine_run_due(shop.engine, shop.now, 1000, &done);
        while (status == TAPPA_ECONFLICT || (!status && done == 1000));
        (void)tappa_engine_counters(shop.engine, &c);
        if (status)
            code = shop_status(&shop, shop.path, status);
        else if (shop.json)
            printf("{\"timers\": %llu, \"transitions\": %llu, \"contacts\": %llu, \"failures\": %llu}\n", (unsigned long long)c.timers,
                   (unsigned long long)c.transitions, (unsigned long long)c.wanted, (unsigned long long)c.failures);
        else
            printf("%llu timers, %llu contacts wanted\n", (unsigned long long)c.timers, (unsigned long long)c.wanted);
        if (!status)
            shop_failures(&shop, shop.json ? stderr : stdout);
    }
    return shop_close(&shop, code);
}

static void
print_reason(FILE *out, const char *reason)
{
    fputs("  cannot: ", out);
    print_word(out, reason);
    fputc('\n', out);
}

static void
plan_people(FILE *out, const struct tappa_plan *plan)
{
    size_t i;

    fprintf(out, "%llu journeys of %llu customers: %llu stay, %llu move, %llu cannot move\n", (unsigned long long)plan->journeys,
            (unsigned long long)plan->customers, (unsigned long long)plan->stay, (unsigned long long)plan->move,
            (unsigned long long)plan->cannot);
    for (i = 0; i < plan->move_count; i++)
        fprintf(out, "  %llu: %s -> %s\n", (unsigned long long)plan->moves[i].journeys, plan->moves[i].from,
                plan->moves[i].to[0] ? plan->moves[i].to : "(nowhere)");
    for (i = 0; i < plan->reason_count; i++)
        print_reason(out, plan->reasons[i]);
    fprintf(out, "timers: %llu kept, %llu set anew, of these %llu due at once, %llu dropped\n", (unsigned long long)plan->timers_kept,
            (unsigned long long)plan->timers_rearmed, (unsigned long long)plan->timers_due, (unsigned long long)plan->timers_dropped);
    if (plan->overdue)
        fprintf(out, "%llu have a timer that is overdue: it fires first, and the numbers are of before that; `tappa due`, then plan again\n",
                (unsigned long long)plan->overdue);
    if (plan->damaged)
        fprintf(out, "%llu customers cannot be read: the store is damaged there\n", (unsigned long long)plan->damaged);
}

static void
plan_json(FILE *out, const struct tappa_plan *plan)
{
    size_t i;

    fprintf(out, "{\"customers\": %llu, \"journeys\": %llu, \"stay\": %llu, \"move\": %llu, \"cannot\": %llu, \"moves\": [",
            (unsigned long long)plan->customers, (unsigned long long)plan->journeys, (unsigned long long)plan->stay,
            (unsigned long long)plan->move, (unsigned long long)plan->cannot);
    for (i = 0; i < plan->move_count; i++) {
        fputs(i ? ", {\"from\": " : "{\"from\": ", out);
        print_json_text(out, plan->moves[i].from);
        fputs(", \"to\": ", out);
        print_json_text(out, plan->moves[i].to);
        fprintf(out, ", \"journeys\": %llu}", (unsigned long long)plan->moves[i].journeys);
    }
    fputs("], \"reasons\": [", out);
    for (i = 0; i < plan->reason_count; i++) {
        fputs(i ? ", " : "", out);
        print_json_text(out, plan->reasons[i]);
    }
    fprintf(out, "], \"timers\": {\"kept\": %llu, \"rearmed\": %llu, \"due\": %llu, \"dropped\": %llu}, \"overdue\": %llu, \"damaged\": %llu}\n",
            (unsigned long long)plan->timers_kept, (unsigned long long)plan->timers_rearmed, (unsigned long long)plan->timers_due,
            (unsigned long long)plan->timers_dropped, (unsigned long long)plan->overdue, (unsigned long long)plan->damaged);
}

int
command_plan(int argc, char **argv)
{
    struct tappa_plan plan = {.size = sizeof plan};
    struct shop shop;
    tappa_model *model = NULL;
    tappa_status status;
    int code = shop_options(&shop, "plan", argc, argv, "jn", 1);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code)
        code = load_model(shop.context, argv[optind], &model);
    plan.now = shop.now;
    if (!code) {
        status = tappa_engine_plan(shop.engine, model, &plan);
        if (status == TAPPA_EUNKNOWN)
            code = complain(argv[optind], "the store has no model of this name");
        else if (status == TAPPA_EMISMATCH)
            code = complain(argv[optind], shop_mismatch);
        else if (status)
            code = shop_status(&shop, argv[optind], status);
        else
            (shop.json ? plan_json : plan_people)(stdout, &plan);
        if (!status && plan.cannot && !shop.json)
            printf("not all can: %llu would stay under their version\n", (unsigned long long)plan.cannot);
        if (!status && plan.cannot)
            code = EXIT_ERRORS;
    }
    tappa_model_unref(model);
    return shop_close(&shop, code);
}

/* ---- apply ---- */

#define LOT 1000 /* customers between two looks at how far it is */

/* Everybody, or those behind whom an earlier apply was stopped; TAPPA_ESTORE where somebody could not be read. */
static tappa_status
move_all(struct shop *shop, const tappa_model *model, uint64_t *customers)
{
    const char *name = tappa_model_name(model);
    size_t done;
    tappa_status status;

    do {
        status = tappa_engine_apply(shop->engine, name, strlen(name), shop->now, LOT, &done);
        *customers += done;
        if (done == LOT)
            events_progress("moving", *customers, 0);
    } while (status == TAPPA_ECONFLICT || ((!status || status == TAPPA_ESTORE) && done == LOT));
    if (*customers >= LOT)
        events_progress(NULL, 0, 0);
    return status;
}

static void
applied_people(FILE *out, const struct tappa_plan *left, int64_t version, uint64_t customers)
{
    size_t i;

    fprintf(out, "%llu customers looked at: of %llu journeys under way all that can have moved to version %lld", (unsigned long long)customers,
            (unsigned long long)left->journeys, (long long)version);
    if (left->cannot)
        fprintf(out, "; %llu cannot, and stay under theirs", (unsigned long long)left->cannot);
    fputc('\n', out);
    for (i = 0; i < left->reason_count; i++)
        print_reason(out, left->reasons[i]);
    if (left->damaged)
        fprintf(out, "%llu customers cannot be read: the store is damaged there\n", (unsigned long long)left->damaged);
}

static void
applied_json(FILE *out, const struct tappa_plan *left, int64_t version, uint64_t customers)
{
    size_t i;

    fprintf(out, "{\"version\": %lld, \"customers\": %llu, \"journeys\": %llu, \"cannot\": %llu, \"reasons\": [", (long long)version,
            (unsigned long long)customers, (unsigned long long)left->journeys, (unsigned long long)left->cannot);
    for (i = 0; i < left->reason_count; i++) {
        fputs(i ? ", " : "", out);
        print_json_text(out, left->reasons[i]);
    }
    fprintf(out, "], \"damaged\": %llu}\n", (unsigned long long)left->damaged);
}

/* What a plan of it still finds once all have moved that can. */
static int
apply(struct shop *shop, tappa_model *model, const char *path)
{
    struct tappa_plan left = {.size = sizeof left, .now = shop->now};
    uint64_t customers = 0;
    tappa_status status = tappa_engine_plan(shop->engine, model, &left); /* it is one that the store knows */

    if (!status)
        status = tappa_engine_add_model(shop->engine, model, TAPPA_MIGRATE, shop->now);
    if (!status)
        status = move_all(shop, model, &customers);
    if (!status || status == TAPPA_ESTORE)
        status = tappa_engine_plan(shop->engine, model, &left);
    if (status == TAPPA_EUNKNOWN)
        return complain(path, "the store has no model of this name");
    if (status == TAPPA_EMISMATCH)
        return complain(path, shop_mismatch);
    if (status)
        return shop_status(shop, path, status);
    (shop->json ? applied_json : applied_people)(stdout, &left, tappa_model_version(model), customers);
    shop_failures(shop, shop->json ? stderr : stdout);
    return left.cannot || left.damaged ? EXIT_ERRORS : EXIT_CLEAN;
}

int
command_apply(int argc, char **argv)
{
    struct shop shop;
    tappa_model *model = NULL;
    int code = shop_options(&shop, "apply", argc, argv, "jn", 1);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code)
        code = load_model(shop.context, argv[optind], &model);
    if (!code)
        code = apply(&shop, model, argv[optind]);
    tappa_model_unref(model);
    return shop_close(&shop, code);
}

int
command_part(int argc, char **argv)
{
    struct shop shop;
    int64_t found;
    int code = shop_options(&shop, "part", argc, argv, "n", 2);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code)
        code = shop_find(&shop, argv[optind], &found);
    if (!code)
        code = shop_find(&shop, argv[optind + 1], &found);
    if (!code) {
        struct tappa_identity one = shop_identity(argv[optind]), other = shop_identity(argv[optind + 1]);
        int64_t a = 0, b = 0;
        tappa_status status;

        do
            status = tappa_engine_part_identities(shop.engine, &one, &other, shop.now);
        while (status == TAPPA_ECONFLICT);
        if (!status)
            status = tappa_engine_find(shop.engine, &one, &a);
        if (!status)
            status = tappa_engine_find(shop.engine, &other, &b);
        if (status == TAPPA_EUNKNOWN)
            code = complain(argv[optind + 1], "no event shows both, or they are not one customer");
        else if (status)
            code = shop_status(&shop, shop.path, status);
        else
            puts(a == b ? "undone; they are still one by a third identity: `tappa journal` shows by which events" : "they are two");
    }
    return shop_close(&shop, code);
}

int
command_erase(int argc, char **argv)
{
    struct shop shop;
    char proof[33];
    int64_t customer;
    tappa_status status;
    int code = shop_options(&shop, "erase", argc, argv, "cn", 0);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code)
        code = shop_customer(&shop, &customer);
    if (!code) {
        do
            status = tappa_engine_erase(shop.engine, customer, shop.now, proof);
        while (status == TAPPA_ECONFLICT);
        if (status)
            code = shop_status(&shop, shop.who, status);
        else
            printf("erased; the note of it is %s\n", proof);
    }
    return shop_close(&shop, code);
}
