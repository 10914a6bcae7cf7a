/* The canonical text of a model: how scalars are written, and the parts that the files dump*.c write for each other.
 *
 * Nobody writes a line break behind what he wrote; whoever begins a new line writes it in front. A key is written with its colon and
 * without a blank behind it, a value with the blank in front: so the same row stands behind a key or behind a dash. */
#ifndef TAPPA__MODEL_DUMP_H
#define TAPPA__MODEL_DUMP_H

#include "lib/core/model/model.h"

/* Writes m->dump and m->fingerprint. The arrays must be complete. TAPPA_OK, TAPPA_ENOMEM. */
tappa_status tappa__model_seal(struct tappa_model *m);

/* A YAML map under construction: in one line between braces, or a key to a line. */
struct tappa__map {
    struct tappa__buffer *out;
    uint32_t indent; /* block: blanks before each key */
    int flow;
    int started; /* block behind a dash: begin with 0, and the first key stands in the dash's line */
};
struct tappa__map tappa__map_flow(struct tappa__buffer *out);
struct tappa__map tappa__map_block(struct tappa__buffer *out, uint32_t indent);
struct tappa__map tappa__map_item(struct tappa__buffer *out, uint32_t indent);
void tappa__map_key(struct tappa__map *map, const char *key);
void tappa__map_name(struct tappa__map *map, struct tappa__text key); /* a key from the model */
void tappa__map_string(struct tappa__map *map, const char *key, struct tappa__text value);
void tappa__map_integer(struct tappa__map *map, const char *key, int64_t value);
void tappa__map_duration(struct tappa__map *map, const char *key, int64_t value);
void tappa__map_clock(struct tappa__map *map, const char *key, int64_t time_of_day);
void tappa__map_number(struct tappa__map *map, const char *key, double value);
void tappa__map_expression(struct tappa__map *map, const char *key, const struct tappa_model *m, uint32_t expression);
void tappa__map_titles(struct tappa__map *map, const struct tappa_model *m, struct tappa__span titles);
void tappa__map_stages(struct tappa__map *map, const char *key, const struct tappa_model *m, struct tappa__span stages,
                       int list);
void tappa__map_end(struct tappa__map *map); /* of one in flow: the closing brace */

void tappa__dump_line(struct tappa__buffer *out, uint32_t indent); /* a line break and the blanks of the next line */
/* A scalar that reads back as this text: plain where nothing could take it for something else, double-quoted otherwise. */
void tappa__dump_string(struct tappa__buffer *out, struct tappa__text t);
/* A scalar that the reader takes by its text however it is quoted, an expression above all: a number or `true` stays plain. */
void tappa__dump_plain(struct tappa__buffer *out, struct tappa__text t);
void tappa__dump_expression(const struct tappa_model *m, uint32_t expression, struct tappa__buffer *out);
void tappa__dump_duration(struct tappa__buffer *out, int64_t duration);

/* The parts of a model, in the order in which they stand. */
void tappa__dump_entry(const struct tappa_model *m, struct tappa__buffer *out, uint32_t *seen);
void tappa__dump_stages(const struct tappa_model *m, struct tappa__buffer *out, uint32_t *seen);
/* `seen`: a number for each event, zero at first, by which repeated events of one `when` are found. */
void tappa__dump_rows(const struct tappa_model *m, const struct tappa_stage *s, uint32_t indent,
                      struct tappa__buffer *out, uint32_t *seen);
void tappa__dump_actions(const struct tappa_model *m, uint32_t list, uint32_t indent, struct tappa__buffer *out);
void tappa__dump_rules(const struct tappa_model *m, struct tappa__buffer *out);

#endif
