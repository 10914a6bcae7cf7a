/* Owns looking into a store: `tappa where`, `tappa journal`, `tappa export`, `tappa counts`, `tappa damaged`.
 * Called by main.c.
 * People get lines, programs JSON; nothing is changed. */
#include <string.h>

#include "shop.h"

static void
print_stages(FILE *out, const tappa_journey *journey, int json)
{
    uint32_t count = tappa_journey_stage_count(journey), i;

    for (i = 0; i < count; i++) {
        const tappa_stage *stage = tappa_journey_stage_at(journey, i);

        fputs(i ? ", " : "", out);
        if (json) {
            fputs("{\"stage\": ", out);
            print_json_text(out, tappa_stage_name(stage));
            fputs(", \"since\": ", out);
            print_json_time(out, tappa_journey_since(journey, stage));
            fputc('}', out);
        } else {
            fprintf(out, "%s since ", tappa_stage_name(stage));
            print_time(out, tappa_journey_since(journey, stage));
        }
    }
}

static void
where_people(FILE *out, const struct tappa_standing *w)
{
    size_t i;

    fprintf(out, "customer %lld\n", (long long)w->customer);
    for (i = 0; i < w->identity_count; i++) {
        fputs("  ", out);
        print_plain(out, w->identities[i].kind, w->identities[i].kind_size);
        fputc(' ', out);
        print_plain(out, w->identities[i].value, w->identities[i].value_size);
        fputc('\n', out);
    }
    for (i = 0; i < w->journey_count; i++) {
        const tappa_journey *j = w->journeys[i];
        size_t size;

        fprintf(out, "journey %s of %s, version %lld\n  at ", tappa_journey_id(j, &size), tappa_model_name(tappa_journey_model(j)),
                (long long)tappa_model_version(tappa_journey_model(j)));
        print_stages(out, j, 0);
        fputs(w->last_events[i][0] ? ", by " : "", out);
        print_word(out, w->last_events[i]);
        fprintf(out, "%s\n  next timer ", tappa_journey_ended(j) ? " (ended)" : "");
        print_time(out, tappa_journey_next_due(j));
        fputc('\n', out);
    }
    for (i = 0; i < w->contact_count; i++) {
        const struct tappa_contact *c = &w->contacts[i];

        fprintf(out, "contact %s, %s since ", c->touchpoint, tappa_contact_text(c->state));
        print_time(out, c->changed);
        fputs(c->because[0] ? ": " : "", out);
        print_word(out, c->because);
        fputs(c->not_today ? " (today it would not be)\n" : "\n", out);
    }
    for (i = 0; i < w->consent_count; i++) {
        fputs(w->consents[i].given ? "agrees to " : "does not agree to ", out);
        print_word(out, w->consents[i].purpose[0] ? w->consents[i].purpose : "anything");
        fputs(w->consents[i].channel[0] ? " by " : "", out);
        print_word(out, w->consents[i].channel);
        fputc('\n', out);
    }
}

static void
consent_json(FILE *out, const struct tappa_consent *consent)
{
    fputs("{\"purpose\": ", out);
    print_json_text(out, consent->purpose);
    fputs(", \"channel\": ", out);
    print_json_text(out, consent->channel);
    fprintf(out, ", \"given\": %s, \"since\": ", consent->given ? "true" : "false");
    print_json_time(out, consent->since);
    fputs(", \"expires\": ", out);
    print_json_time(out, consent->expires);
    fputc('}', out);
}

static void
contact_json(FILE *out, const struct tappa_contact *c)
{
    fputs("{\"key\": \"", out);
    print_key(out, c->key);
    fputs("\", \"name\": ", out);
    print_json_text(out, c->touchpoint);
    fprintf(out, ", \"state\": \"%s\", \"wanted\": ", tappa_contact_text(c->state));
    print_json_time(out, c->wanted);
    fputs(", \"because\": ", out);
    print_json_text(out, c->because);
    fputc('}', out);
}

void
print_person(FILE *out, const struct tappa_standing *w)
{
    size_t i;

    fputs("\"identities\": [", out);
    for (i = 0; i < w->identity_count; i++) {
        fputs(i ? ", {\"kind\": " : "{\"kind\": ", out);
        print_json(out, w->identities[i].kind, w->identities[i].kind_size);
        fputs(", \"value\": ", out);
        print_json(out, w->identities[i].value, w->identities[i].value_size);
        fputc('}', out);
    }
    fputs("], \"profile\": {", out);
    for (i = 0; i < w->trait_count; i++) {
        fputs(i ? ", " : "", out);
        print_json_text(out, w->traits[i].name);
        fputs(": ", out);
        print_json_value(out, &w->traits[i].value);
    }
    fputc('}', out);
}

static void
where_json(FILE *out, const struct tappa_standing *w)
{
    size_t i;

    fprintf(out, "{\"customer\": \"%lld\", ", (long long)w->customer);
    print_person(out, w);
    fputs(", \"journeys\": [", out);
    for (i = 0; i < w->journey_count; i++) {
        size_t size;

        fputs(i ? ", {\"id\": " : "{\"id\": ", out);
        print_json_text(out, tappa_journey_id(w->journeys[i], &size));
        fputs(", \"model\": ", out);
        print_json_text(out, tappa_model_name(tappa_journey_model(w->journeys[i])));
        fprintf(out, ", \"version\": %lld, \"stages\": [", (long long)tappa_model_version(tappa_journey_model(w->journeys[i])));
        print_stages(out, w->journeys[i], 1);
        fputs("], \"by\": ", out);
        print_json_text(out, w->last_events[i]);
        fprintf(out, ", \"ended\": %s, \"next_timer\": ", tappa_journey_ended(w->journeys[i]) ? "true" : "false");
        print_json_time(out, tappa_journey_next_due(w->journeys[i]));
        fputc('}', out);
    }
    fputs("], \"contacts\": [", out);
    for (i = 0; i < w->contact_count; i++) {
        fputs(i ? ", " : "", out);
        contact_json(out, &w->contacts[i]);
    }
    fputs("], \"consents\": [", out);
    for (i = 0; i < w->consent_count; i++) {
        fputs(i ? ", " : "", out);
        consent_json(out, &w->consents[i]);
    }
    fputs("]}\n", out);
}

int
command_where(int argc, char **argv)
{
    struct shop shop;
    struct tappa_standing standing = {.size = sizeof standing};
    int64_t customer;
    int code = shop_options(&shop, "where", argc, argv, "cj", 0);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code)
        code = shop_customer(&shop, &customer);
    if (!code) {
        tappa_status status = tappa_engine_where(shop.engine, customer, &standing);

        if (status)
            code = shop_status(&shop, shop.who, status);
        else if (shop.json)
            where_json(stdout, &standing);
        else
            where_people(stdout, &standing);
    }
    return shop_close(&shop, code);
}

static int
print_text(int argc, char **argv, const char *name, const char *takes, int whole)
{
    struct shop shop;
    const char *text;
    int64_t customer = 0; /* nobody */
    size_t size;
    int code = shop_options(&shop, name, argc, argv, takes, 0);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code && !shop.nobody)
        code = shop_customer(&shop, &customer);
    if (!code) {
        tappa_status status = whole ? tappa_engine_export(shop.engine, customer, &text, &size)
                                    : tappa_engine_journal(shop.engine, customer, shop.explain, &text, &size);

        if (status)
            code = shop_status(&shop, shop.nobody ? shop.path : shop.who, status);
        else
            print_json_bytes(stdout, text, size);
    }
    return shop_close(&shop, code);
}

int
command_journal(int argc, char **argv)
{
    return print_text(argc, argv, "journal", "ceo", 0);
}

int
command_export(int argc, char **argv)
{
    return print_text(argc, argv, "export", "c", 1);
}

/* ---- everybody ---- */

static void
print_sum(FILE *out, const struct tappa_value *sum)
{
    char text[64];

    (void)tappa_value_json(sum, text, sizeof text);
    fputs(text, out);
}

static void
counts_json(FILE *out, const struct tappa_count *counts, size_t count)
{
    fputc('[', out);
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", {\"model\": " : "{\"model\": ", out);
        print_json_text(out, counts[i].model);
        fputs(", \"name\": ", out);
        print_json_text(out, counts[i].name);
        fprintf(out, ", \"times\": %llu, \"sum\": ", (unsigned long long)counts[i].times);
        print_sum(out, &counts[i].sum);
        fputc('}', out);
    }
    fputs("]\n", out);
}

static void
counts_people(FILE *out, const struct tappa_count *counts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s %s: %llu times, ", counts[i].model, counts[i].name, (unsigned long long)counts[i].times);
        print_sum(out, &counts[i].sum);
        fputs(" in all\n", out);
    }
    if (!count)
        fputs("nothing is counted\n", out);
}

/* With somebody who cannot be read, the sums are those of all others. */
int
command_counts(int argc, char **argv)
{
    const struct tappa_count *counts;
    struct shop shop;
    size_t count;
    int code = shop_options(&shop, "counts", argc, argv, "j", 0);

    if (code)
        return code;
    code = shop_open(&shop);
    if (!code) {
        tappa_status status = tappa_engine_counts(shop.engine, &counts, &count);

        if (!status || (status == TAPPA_ESTORE && counts))
            (shop.json ? counts_json : counts_people)(stdout, counts, count);
        if (status)
            code = shop_status(&shop, shop.path, status);
    }
    return shop_close(&shop, code);
}

int
command_damaged(int argc, char **argv)
{
    struct shop shop;
    const char *text;
    size_t size;
    int code = shop_options(&shop, "damaged", argc, argv, "", 0);

    if (code)
        return code;
    shop.tells_damage = 1;
    code = shop_open(&shop);
    if (!code) {
        tappa_status status = tappa_engine_damaged(shop.engine, &text, &size);

        if (status)
            code = shop_status(&shop, shop.path, status);
        else
            print_json_bytes(stdout, text, size);
        if (!status && size)
            code = EXIT_ERRORS;
    }
    return shop_close(&shop, code);
}
