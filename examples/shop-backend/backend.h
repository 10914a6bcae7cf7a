/* The backend's parts: the shop behind it, a request, and what each file answers. One thread does it all: the engine is one at a time, and so is
 * the wait for the next request. */
#ifndef BACKEND_H
#define BACKEND_H

#include <stdint.h>
#include <stdio.h>

#include <microhttpd.h>

#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/tappa.h"

#define BODY_BYTES 1048576   /* of one request */
#define DRAIN_BYTES 16777216 /* of a refused one: so much is read and dropped, so that its sender comes to read the answer */
#define DUE_AT_ONCE 256      /* customers whose timers run between two requests */
#define COUNT_EVERY INT64_C(60000000) /* microseconds: counting reads everybody, and all others wait for it */

struct shop {
    tappa_context *context;
    tappa_engine *engine;
    struct request *waiting; /* with events for the next transaction, the newest first */
    int closing;             /* no transaction follows: who sends events now is refused */
    tappa_status told;       /* of the last transaction, to whoever reads the log */
    int64_t counted;         /* when the models' counts were last asked for */
};

struct request {
    struct MHD_Connection *connection;
    char *body;
    size_t size, wanted;
    const char *wrong; /* what was refused before the body was there; NULL: nothing */
    unsigned code;
    struct inbox *inbox;  /* its events; NULL: none were read */
    struct request *next; /* waiting */
    int answered;         /* it has waited: `text` is the answer, NULL where memory was short; `code` its status */
    char *text;
    size_t text_size;
};

/* Each writes its answer, JSON but for the metrics, and returns the status of HTTP; 0: it waits, and its connection with it. */
unsigned post_events(struct shop *shop, struct request *request, FILE *out);
unsigned post_claim(struct shop *shop, struct request *request, FILE *out);
unsigned post_report(struct shop *shop, struct request *request, FILE *out);
unsigned get_next(struct shop *shop, struct request *request, FILE *out);
unsigned get_where(struct shop *shop, struct request *request, FILE *out);
unsigned get_metrics(struct shop *shop, struct request *request, FILE *out);
unsigned get_export(struct shop *shop, struct request *request, FILE *out);
unsigned post_erase(struct shop *shop, struct request *request, FILE *out);
unsigned post_part(struct shop *shop, struct request *request, FILE *out);
/* Whom a request is about, `customer=login=ann`: 0, or the status of the refusal that it has written. */
unsigned find(struct shop *shop, const struct request *request, FILE *out, int64_t *customer);

/* On standard error, where it is not what was `told` last of the same: each second, or each request, would say it again. */
void tell(const char *what, tappa_status status, tappa_status *told);
/* Writes the events of all that wait in one transaction, and lets their connections go on. */
void commit_events(struct shop *shop);
/* Whether a request is one event whose attributes are headers; it as the JSON that the reader knows, which the caller frees. TAPPA_EFORMAT: its data is
 * no JSON. */
int is_binary_cloudevent(const struct request *request);
tappa_status binary_cloudevent(const struct request *request, char **text, size_t *size);
/* What post_events() left with a request that is over. */
void free_events(struct request *request);

/* Serves on 127.0.0.1; NULL where the port is taken. `port` 0: any that is free. */
struct MHD_Daemon *serve(struct shop *shop, uint16_t port);

/* An argument of the address, NULL where it is absent. */
const char *argument(const struct request *request, const char *name);
/* The present: microseconds UTC. */
int64_t present(void);

/* Writes `{"error": why}`; nothing may be written before. Returns `code`. */
unsigned refuse(FILE *out, unsigned code, const char *why);
/* The same for what the engine said. */
unsigned refuse_status(FILE *out, tappa_status status);
void write_text(FILE *out, const char *s, size_t n);
/* A member of an object: a comma unless it is the first, and its name. */
void write_name(FILE *out, int first, const char *name);
void write_member(FILE *out, int first, const char *name, const char *text);
/* As few digits as read back as the same number. */
void write_number(FILE *out, double number);
void write_value(FILE *out, const struct tappa_value *value);
/* A time as text; null for one that is never. */
void write_time(FILE *out, int64_t time);
void write_key(FILE *out, const uint8_t key[16]);
/* `"identities": [...], "profile": {...}`: by what a customer is known and may be reached. */
void write_person(FILE *out, const struct tappa_standing *standing);

#endif
