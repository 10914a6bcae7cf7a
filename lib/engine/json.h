/* Pieces of JSON as the engine hands it out. Members begin with a comma, as there is always one before them. */
#ifndef TAPPA__ENGINE_JSON_H
#define TAPPA__ENGINE_JSON_H

#include "lib/engine/engine.h"

void tappa__json_text(struct tappa__buffer *out, const char *name, struct tappa__text t);
void tappa__json_member_time(struct tappa__buffer *out, const char *name, int64_t time); /* null where there is none */
void tappa__json_value(struct tappa__buffer *out, const struct tappa_value *value);
void tappa__json_fields(struct tappa__buffer *out, const struct tappa_field *fields, uint32_t count);
void tappa__json_key(struct tappa__buffer *out, const uint8_t key[16]);

/* journal.c */
/* A person's entries, oldest first, each with where it left the journeys; `explain`: and every row considered. */
tappa_status tappa__put_history(struct tappa__customer *c, int explain, const char *between, struct tappa__buffer *out);
tappa_status tappa__begin_telling(struct tappa_engine *e, int64_t customer, struct tappa__customer **c);
/* Hands a text out: it lives in the engine until its next call. Frees the buffer. */
tappa_status tappa__hand_out_text(struct tappa_engine *e, struct tappa__buffer *out, tappa_status status, const char **text, size_t *size);

#endif
