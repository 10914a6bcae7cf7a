/* Owns what the shop asks: what to say to a customer now, where one stands, how much there was of everything.
 * Called by http.c.
 * Nothing here changes anything. */
#include <stdlib.h>
#include <string.h>

#include "backend.h"

unsigned
find(struct shop *shop, const struct request *request, FILE *out, int64_t *customer)
{
    const char *who = argument(request, "customer"), *equals = who ? strchr(who, '=') : NULL;
    struct tappa_identity identity;
    tappa_status status;

    if (!equals || equals == who)
        return refuse(out, MHD_HTTP_BAD_REQUEST, "who? customer=KIND=VALUE, as in customer=login=ann");
    identity = (struct tappa_identity){who, equals + 1, (uint32_t)(equals - who), (uint32_t)strlen(equals + 1)};
    status = tappa_engine_find(shop->engine, &identity, customer);
    return status ? refuse_status(out, status) : 0;
}

static void
write_verdict(FILE *out, const struct tappa_verdict *v, int first)
{
    fprintf(out, "%s\n{\"kind\": \"%s\"", first ? "" : ",", v->kind == TAPPA_OFFER ? "offer" : "contact");
    write_member(out, 0, "model", v->model);
    write_member(out, 0, "name", v->name);
    write_member(out, 0, "touchpoint", v->touchpoint);
    write_member(out, 0, "channel", v->channel);
    fprintf(out, ", \"priority\": %lld, \"value\": ", (long long)v->priority);
    write_number(out, v->value);
    if (v->reason != TAPPA_OPEN)
        write_member(out, 0, "reason", tappa_reason_text(v->reason));
    if (*v->because)
        write_member(out, 0, "because", v->because);
    if (v->reason != TAPPA_OPEN && v->until != TAPPA_NEVER) {
        write_name(out, 0, "until");
        write_time(out, v->until);
    }
    if (v->reason == TAPPA_CAPPED)
        fprintf(out, ", \"count\": %llu, \"at_most\": %llu", (unsigned long long)v->count, (unsigned long long)v->at_most);
    if (v->kind == TAPPA_CONTACT) {
        write_name(out, 0, "key");
        write_key(out, v->key);
    }
    fputc('}', out);
}

unsigned
get_next(struct shop *shop, struct request *request, FILE *out)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = present(), .touchpoint = argument(request, "at")};
    const struct tappa_verdict *verdicts;
    size_t count, open = 0, i;
    int64_t customer;
    tappa_status status;
    unsigned code = find(shop, request, out, &customer);

    if (code)
        return code;
    moment.touchpoint_size = moment.touchpoint ? strlen(moment.touchpoint) : 0;
    status = tappa_engine_decide(shop->engine, customer, &moment, &verdicts, &count);
    if (status == TAPPA_ENAME)
        return refuse(out, MHD_HTTP_BAD_REQUEST, "at: no model has this touchpoint; `touchpoints` of the shop's models names them");
    if (status)
        return refuse_status(out, status);
    while (open < count && verdicts[open].reason == TAPPA_OPEN)
        open++;
    fprintf(out, "{\"customer\": \"%lld\", \"say\": [", (long long)customer);
    for (i = 0; i < count; i++) {
        if (i == open)
            fputs("], \"not\": [", out);
        write_verdict(out, &verdicts[i], i == 0 || i == open);
    }
    fputs(open == count ? "], \"not\": []}" : "]}", out);
    return MHD_HTTP_OK;
}

static void
write_journey(FILE *out, const tappa_journey *journey, const char *last_event, int first)
{
    uint32_t count = tappa_journey_stage_count(journey), i;

    fputs(first ? "\n{" : ",\n{", out);
    write_member(out, 1, "model", tappa_model_name(tappa_journey_model(journey)));
    fputs(", \"stages\": [", out);
    for (i = 0; i < count; i++) {
        const tappa_stage *stage = tappa_journey_stage_at(journey, i);

        fputs(i ? ", {" : "{", out);
        write_member(out, 1, "stage", tappa_stage_name(stage));
        write_name(out, 0, "since");
        write_time(out, tappa_journey_since(journey, stage));
        fputc('}', out);
    }
    fputc(']', out);
    write_member(out, 0, "by", last_event);
    write_name(out, 0, "next_due");
    write_time(out, tappa_journey_next_due(journey));
    fputs(tappa_journey_ended(journey) ? ", \"ended\": true}" : "}", out);
}

static void
write_consent(FILE *out, const struct tappa_consent *consent, int first)
{
    fprintf(out, "%s\n{\"given\": %s", first ? "" : ",", consent->given ? "true" : "false");
    write_member(out, 0, "purpose", consent->purpose);
    write_member(out, 0, "channel", consent->channel);
    write_name(out, 0, "since");
    write_time(out, consent->since);
    write_name(out, 0, "expires");
    write_time(out, consent->expires);
    fputc('}', out);
}

static void
write_contact(FILE *out, const struct tappa_contact *contact, int first)
{
    fputs(first ? "\n{\"key\": " : ",\n{\"key\": ", out);
    write_key(out, contact->key);
    write_member(out, 0, "model", contact->model);
    write_member(out, 0, "touchpoint", contact->touchpoint);
    write_member(out, 0, "state", tappa_contact_text(contact->state));
    if (*contact->because)
        write_member(out, 0, "because", contact->because);
    write_name(out, 0, "since");
    write_time(out, contact->changed);
    fputc('}', out);
}

static void
write_standing(FILE *out, const struct tappa_standing *standing)
{
    size_t i;

    fprintf(out, "{\"customer\": \"%lld\", ", (long long)standing->customer);
    write_person(out, standing);
    write_name(out, 0, "last");
    write_time(out, standing->last);
    write_name(out, 0, "next_due");
    write_time(out, standing->next_due);
    write_member(out, 0, "zone", standing->zone);
    write_member(out, 0, "preferred", standing->preferred);
    fputs(", \"journeys\": [", out);
    for (i = 0; i < standing->journey_count; i++)
        write_journey(out, standing->journeys[i], standing->last_events[i], !i);
    fputs("], \"consents\": [", out);
    for (i = 0; i < standing->consent_count; i++)
        write_consent(out, &standing->consents[i], !i);
    fputs("], \"contacts\": [", out);
    for (i = 0; i < standing->contact_count; i++)
        write_contact(out, &standing->contacts[i], !i);
    fputs("]}", out);
}

unsigned
get_where(struct shop *shop, struct request *request, FILE *out)
{
    struct tappa_standing standing = {.size = sizeof standing};
    int64_t customer;
    tappa_status status;
    unsigned code = find(shop, request, out, &customer);

    if (code)
        return code;
    status = tappa_engine_where(shop->engine, customer, &standing);
    if (status)
        return refuse_status(out, status);
    write_standing(out, &standing);
    return MHD_HTTP_OK;
}

unsigned
get_metrics(struct shop *shop, struct request *request, FILE *out)
{
    const struct tappa_count *counts;
    size_t size, count;
    char *text;
    int64_t now = present();
    tappa_status status = TAPPA_OK;

    (void)request;
    if (now < shop->counted || now - shop->counted >= COUNT_EVERY) {
        status = tappa_engine_counts(shop->engine, &counts, &count); /* stands in the text then */
        shop->counted = now;
    }
    if (status && status != TAPPA_ESTORE) /* somebody is damaged: the sums are those of the others */
        return refuse_status(out, status);
    size = tappa_engine_metrics(shop->engine, NULL, 0);
    text = malloc(size + 1);
    if (!text)
        return refuse_status(out, TAPPA_ENOMEM);
    (void)tappa_engine_metrics(shop->engine, text, size + 1);
    fwrite(text, 1, size, out);
    free(text);
    return MHD_HTTP_OK;
}
