/* Owns the mailer's side: contacts handed out, and what became of them.
 * Called by http.c.
 * A contact is handed out after everything was checked again in the same transaction; its key stays the same until it is reported. */
#include <stdlib.h>
#include <string.h>

#include "backend.h"

#define CLAIM_MOST 1024

static void
write_claimed(FILE *out, const struct tappa_claimed *c)
{
    uint32_t i;

    fputs("{\"key\": ", out);
    write_key(out, c->key);
    fprintf(out, ", \"customer\": \"%lld\"", (long long)c->customer);
    write_member(out, 0, "model", c->model);
    write_member(out, 0, "touchpoint", c->touchpoint);
    write_member(out, 0, "channel", c->channel);
    write_member(out, 0, "effect", c->effect);
    write_name(out, 0, "wanted");
    write_time(out, c->wanted);
    write_name(out, 0, "lease");
    write_time(out, c->lease);
    write_name(out, 0, "expires");
    write_time(out, c->expires);
    fprintf(out, ", \"attempt\": %u, \"with\": {", c->attempt);
    for (i = 0; i < c->argument_count; i++) {
        write_name(out, !i, c->arguments[i].name);
        write_value(out, &c->arguments[i].value);
    }
    fputs("}, ", out);
}

/* One whose customer cannot be read now is left out: it comes again after its lease. */
static void
write_contacts(struct shop *shop, const struct tappa_claimed *claimed, size_t count, FILE *out)
{
    const char *before = "";
    size_t i;

    fputs("{\"contacts\": [", out);
    for (i = 0; i < count; i++) {
        struct tappa_standing standing = {.size = sizeof standing};

        if (tappa_engine_where(shop->engine, claimed[i].customer, &standing))
            continue;
        fprintf(out, "%s\n", before);
        write_claimed(out, &claimed[i]);
        write_person(out, &standing);
        fputc('}', out);
        before = ",";
    }
    fputs("]}", out);
}

unsigned
post_claim(struct shop *shop, struct request *request, FILE *out)
{
    const char *limit = argument(request, "limit");
    char *end = NULL;
    unsigned long most = limit ? strtoul(limit, &end, 10) : 1;
    const struct tappa_claimed *claimed;
    int64_t now = present();
    size_t count;
    tappa_status status;

    if (!most || most > CLAIM_MOST || (end && *end))
        return refuse(out, MHD_HTTP_BAD_REQUEST, "how many? limit=N, 1 to 1024");
    /* What a timer asks for is in the outbox once the timer has run: a mailer need not wait for the next second. TAPPA_ESTORE: not those of somebody whose
     * rows are damaged, or the store fails, and then it fails once more. */
    status = tappa_engine_run_due(shop->engine, now, DUE_AT_ONCE, NULL);
    if (!status || status == TAPPA_ESTORE)
        status = tappa_engine_claim(shop->engine, now, most, &claimed, &count);
    if (status)
        return refuse_status(out, status);
    write_contacts(shop, claimed, count, out);
    return MHD_HTTP_OK;
}

static int
read_key(const char *hex, uint8_t key[16])
{
    static const char digits[] = "0123456789abcdef";
    size_t i;

    if (!hex || strlen(hex) != 32 || strspn(hex, digits) != 32)
        return -1;
    for (i = 0; i < 16; i++)
        key[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) * 16 + (strchr(digits, hex[2 * i + 1]) - digits));
    return 0;
}

static uint32_t
read_state(const char *word)
{
    static const struct {
        const char *word;
        uint32_t state;
    } states[] = {{"sent", TAPPA_CONTACT_SENT}, {"opened", TAPPA_CONTACT_OPENED}, {"bounced", TAPPA_CONTACT_BOUNCED}, {"failed", TAPPA_CONTACT_FAILED}};
    size_t i;

    for (i = 0; word && i < sizeof states / sizeof *states; i++) {
        if (!strcmp(states[i].word, word))
            return states[i].state;
    }
    return 0;
}

unsigned
post_report(struct shop *shop, struct request *request, FILE *out)
{
    uint32_t state = read_state(argument(request, "state"));
    uint8_t key[16];
    tappa_status status;

    if (read_key(argument(request, "key"), key))
        return refuse(out, MHD_HTTP_BAD_REQUEST, "which? key=HEX, the 32 digits that the contact came with");
    if (!state)
        return refuse(out, MHD_HTTP_BAD_REQUEST, "what became of it? state=sent, failed, bounced or opened");
    status = tappa_engine_report(shop->engine, key, state, present());
    if (status == TAPPA_EUNKNOWN)
        return refuse(out, MHD_HTTP_NOT_FOUND, "there is no such contact");
    if (status == TAPPA_EINVAL)
        return refuse(out, MHD_HTTP_CONFLICT, "the contact cannot come to this state from the one it is in");
    if (status)
        return refuse_status(out, status);
    fputs("{\"reported\": true}", out);
    return MHD_HTTP_OK;
}
