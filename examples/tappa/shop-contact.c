/* Owns what may be said and is said: `tappa decide`, `tappa claim`, `tappa report`.
 * Called by main.c; a mailer is a loop of claim, send, report.
 * Claims go out as JSON lines, for whoever sends reads them. */
#include <string.h>

#include "shop.h"

#define CLAIM_MAX 1024 /* the library hands out no more with one call */

static void
verdict_people(FILE *out, const struct tappa_verdict *v)
{
    if (v->rank)
        fprintf(out, "%u. ", v->rank);
    fprintf(out, "%s %s: %s", v->kind == TAPPA_OFFER ? "offer" : "contact", v->name, tappa_reason_text(v->reason));
    if (v->reason == TAPPA_CAPPED)
        fprintf(out, ", %llu of %llu", (unsigned long long)v->count, (unsigned long long)v->at_most);
    if (v->because[0]) {
        fputs(", ", out);
        print_word(out, v->because);
    }
    if (v->until != TAPPA_NEVER) {
        fputs(", until ", out);
        print_time(out, v->until);
    }
    fputc('\n', out);
}

static void
verdict_json(FILE *out, const struct tappa_verdict *v)
{
    fprintf(out, "{\"kind\": \"%s\", \"name\": ", v->kind == TAPPA_OFFER ? "offer" : "contact");
    print_json_text(out, v->name);
    fputs(", \"model\": ", out);
    print_json_text(out, v->model);
    fputs(", \"touchpoint\": ", out);
    print_json_text(out, v->touchpoint);
    fputs(", \"channel\": ", out);
    print_json_text(out, v->channel);
    fprintf(out, ", \"rank\": %u, \"reason\": \"%s\", \"because\": ", v->rank, tappa_reason_text(v->reason));
    print_json_text(out, v->because);
    fprintf(out, ", \"priority\": %lld, \"until\": ", (long long)v->priority);
    print_json_time(out, v->until);
    fputs("}\n", out);
}

int
command_decide(int argc, char **argv)
{
    struct tappa_moment moment = {.size = sizeof moment};
    const struct tappa_verdict *verdicts;
    struct shop shop;
    int64_t customer;
    size_t count, i;
    int code = shop_options(&shop, "decide", argc, argv, "acjn", 0);

    if (code)
        return code;
    moment.now = shop.now;
    moment.touchpoint = shop.at;
    moment.touchpoint_size = shop.at ? strlen(shop.at) : 0;
    code = shop_open(&shop);
    if (!code)
        code = shop_customer(&shop, &customer);
    if (!code) {
        tappa_status status = tappa_engine_decide(shop.engine, customer, &moment, &verdicts, &count);

        if (status == TAPPA_ENAME)
            code = complain(shop.at, "no model in the store has this touchpoint; `touchpoints` of the shop's models names them");
        else if (status)
            code = shop_status(&shop, shop.who, status);
        for (i = 0; !status && i < count; i++)
            (shop.json ? verdict_json : verdict_people)(stdout, &verdicts[i]);
        if (!status && !count && !shop.json)
            puts("nothing to say");
    }
    return shop_close(&shop, code);
}

static void
print_claimed(FILE *out, const struct tappa_claimed *c)
{
    uint32_t i;

    fputs("{\"key\": \"", out);
    print_key(out, c->key);
    fprintf(out, "\", \"customer\": \"%lld\", \"model\": ", (long long)c->customer);
    print_json_text(out, c->model);
    fputs(c->effect[0] ? ", \"effect\": " : ", \"touchpoint\": ", out);
    print_json_text(out, c->effect[0] ? c->effect : c->touchpoint);
    fputs(", \"channel\": ", out);
    print_json_text(out, c->channel);
    fputs(", \"wanted\": ", out);
    print_json_time(out, c->wanted);
    fputs(", \"lease\": ", out);
    print_json_time(out, c->lease);
    fputs(", \"expires\": ", out);
    print_json_time(out, c->expires);
    fprintf(out, ", \"attempt\": %u, \"with\": {", c->attempt);
    for (i = 0; i < c->argument_count; i++) {
        fputs(i ? ", " : "", out);
        print_json_text(out, c->arguments[i].name);
        fputs(": ", out);
        print_json_value(out, &c->arguments[i].value);
    }
    fputc('}', out);
}

/* Each with the person to whom it goes; who that is cannot be told of a damaged one, and the first such failure is returned. */
static tappa_status
print_all(FILE *out, const struct shop *shop, const struct tappa_claimed *claimed, size_t count)
{
    tappa_status first = TAPPA_OK;

    for (size_t i = 0; i < count; i++) {
        struct tappa_standing who = {.size = sizeof who};
        tappa_status status = tappa_engine_where(shop->engine, claimed[i].customer, &who);

        print_claimed(out, &claimed[i]);
        if (!status) {
            fputs(", ", out);
            print_person(out, &who);
        }
        fputs("}\n", out);
        first = first ? first : status;
    }
    return first;
}

int
command_claim(int argc, char **argv)
{
    const struct tappa_claimed *claimed;
    struct shop shop;
    size_t count;
    tappa_status status;
    int code = shop_options(&shop, "claim", argc, argv, "ln", 0);

    if (code)
        return code;
    if (shop.limit > CLAIM_MAX)
        return usage("claim", "--limit: at most 1,024 at once");
    code = shop_open(&shop);
    if (!code) {
        do
            status = tappa_engine_claim(shop.engine, shop.now, shop.limit, &claimed, &count);
        while (status == TAPPA_ECONFLICT);
        if (!status)
            status = print_all(stdout, &shop, claimed, count);
        if (status)
            code = shop_status(&shop, shop.path, status);
        else
            shop_failures(&shop, stderr);
    }
    return shop_close(&shop, code);
}

static int
read_key(const char *text, uint8_t key[16])
{
    static const char digits[] = "0123456789abcdef";

    if (strlen(text) != 32)
        return -1;
    for (int i = 0; i < 32; i++) {
        const char *digit = strchr(digits, text[i]);

        if (!digit)
            return -1;
        key[i / 2] = (uint8_t)(key[i / 2] << 4 | (digit - digits));
    }
    return 0;
}

static uint32_t
read_state(const char *word)
{
    static const struct {
        const char *word;
        uint32_t state;
    } words[] = {{"sent", TAPPA_CONTACT_SENT}, {"failed", TAPPA_CONTACT_FAILED}, {"bounced", TAPPA_CONTACT_BOUNCED},
                 {"opened", TAPPA_CONTACT_OPENED}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].word, word))
            return words[i].state;
    return 0;
}

int
command_report(int argc, char **argv)
{
    uint8_t key[16] = {0};
    uint32_t state;
    struct shop shop;
    tappa_status status;
    int code = shop_options(&shop, "report", argc, argv, "n", 2);

    if (code)
        return code;
    state = read_state(argv[optind + 1]);
    if (read_key(argv[optind], key))
        return usage("report", "KEY is 32 hexadecimal digits, as `tappa claim` prints them");
    if (!state)
        return usage("report", "sent, failed, bounced or opened");
    code = shop_open(&shop);
    if (!code) {
        do
            status = tappa_engine_report(shop.engine, key, state, shop.now);
        while (status == TAPPA_ECONFLICT);
        if (status == TAPPA_EINVAL)
            code = complain(argv[optind], "a contact in its state cannot be that");
        else if (status)
            code = complain(argv[optind], status == TAPPA_EUNKNOWN ? "no such contact" : tappa_status_text(status));
    }
    return shop_close(&shop, code);
}
