/* Any bytes as a snapshot. What a checksum stops is of no interest here: magic, head and checksum are made right around the input, so that
 * it reaches what reads behind them. Accepted under its own model it is the very bytes again; under a newer version it can be
 * written and read again; refused it leaves nothing. The first byte says under which model, the third of its bits that it comes raw. */
#include "tests/fuzz/fuzz.h"

#include "lib/base/hash.h"

#define MODEL_BITS 0x1fu
#define NEWER 0x20u /* read under the model behind it in the list, as if it were a later version */
#define RAW 0x40u   /* no head is made */

struct bytes {
    unsigned char *at;
    size_t n;
};

static void
put(struct bytes *b, const void *data, size_t n)
{
    b->at = realloc(b->at, b->n + n + 1);
    if (!b->at)
        exit(2);
    if (n)
        memcpy(b->at + b->n, data, n);
    b->n += n;
}

static void
put_number(struct bytes *b, uint64_t n)
{
    do {
        unsigned char byte = (unsigned char)((n & 0x7f) | (n > 0x7f ? 0x80 : 0));

        put(b, &byte, 1);
        n >>= 7;
    } while (n);
}

static void
put_head(struct bytes *b, const tappa_model *model)
{
    const char *name = tappa_model_name(model);
    char digits[33];

    put(b, "TPSN\1", 5);
    put_number(b, strlen(name));
    put(b, name, strlen(name));
    put_number(b, (uint64_t)tappa_model_version(model));
    must(tappa_model_fingerprint(model, digits) == TAPPA_OK);
    for (int i = 0; i < 32; i += 2) {
        char pair[3] = {digits[i], digits[i + 1], 0};
        unsigned char byte = (unsigned char)strtoul(pair, NULL, 16);

        put(b, &byte, 1);
    }
}

static struct bytes
make(const tappa_model *model, const uint8_t *data, size_t size, unsigned how)
{
    struct bytes b = {NULL, 0};
    uint32_t crc;

    put(&b, "", 0);
    if (!(how & RAW))
        put_head(&b, model);
    put(&b, data, size);
    crc = tappa__crc32c(0, b.at, b.n);
    for (int i = 0; i < 4; i++)
        put(&b, &(unsigned char){(unsigned char)(crc >> (8 * i))}, 1);
    b.at = realloc(b.at, b.n); /* just its size: what reads behind it is seen */
    return b;
}

/* What was accepted lives: it takes events and timers, and can be written and read at each point. */
static void
live(tappa_model *model, tappa_journey *j, tappa_batch *batch)
{
    tappa_journey *again;
    unsigned char *bytes;
    size_t size;

    for (uint32_t i = 0; i < tappa_model_event_declared(model) && i < 8; i++) {
        struct tappa_event event = {.size = sizeof event, .type = i, .time = INT64_C(4000000000000000) + i, .touchpoint = TAPPA_NONE};
        tappa_status status = tappa_journey_run_due(j, event.time, batch);

        must(status >= 0 || status == TAPPA_ELOOP || status == TAPPA_ELIMIT);
        status = tappa_journey_feed(j, &event, batch);
        must(status >= 0 || status == TAPPA_ELATE || status == TAPPA_ELOOP || status == TAPPA_ELIMIT);
        fuzz_touch_batch(batch, model);
        bytes = fuzz_snapshot(j, &size);
        must(tappa_snapshot_read(model, bytes, size, batch, &again) == TAPPA_OK && fuzz_same(j, again));
        free(bytes);
        tappa_journey_free(again);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tappa_context *context = fuzz_context();
    unsigned how = size ? data[0] : 0;
    size_t number = how & MODEL_BITS;
    tappa_model *model = fuzz_model(context, number), *under = how & NEWER ? fuzz_model(context, number + 1) : model;
    struct bytes b;
    tappa_batch *batch;
    tappa_journey *j;
    tappa_status status;

    if (!size)
        return 0;
    b = make(model, data + 1, size - 1, how);
    must(tappa_batch_new(context, &batch) == TAPPA_OK);
    status = tappa_snapshot_read(under, b.at, b.n, batch, &j);
    must((status == TAPPA_OK) == (j != NULL));
    if (j) {
        size_t n;
        unsigned char *again = fuzz_snapshot(j, &n);

        must(model != under || (n == b.n && !memcmp(again, b.at, n)));
        free(again);
        fuzz_touch_batch(batch, under);
        live(under, j, batch);
    } else {
        must(status == TAPPA_ESNAPSHOT || status == TAPPA_EVERSION || status == TAPPA_EMISMATCH || status == TAPPA_ENAME ||
             status == TAPPA_EZONE || status == TAPPA_ELIMIT);
    }
    tappa_journey_free(j);
    tappa_batch_free(batch);
    free(b.at);
    return 0;
}
