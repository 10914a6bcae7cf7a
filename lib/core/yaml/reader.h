/* What the files of the reader share among themselves. */
#ifndef TAPPA__YAML_READER_H
#define TAPPA__YAML_READER_H

#include "lib/core/yaml/tree.h"

/* Turns libyaml's words about a syntax error into a diagnostic for people. `begun`: where the construct began that was being read
 * (`context`, may be NULL) when the problem was met. */
void tappa__yaml_explain(tappa_diagnostics *diagnostics, const struct tappa__source *source, const char *problem,
                         const char *context, struct tappa__place at, struct tappa__place begun);

/* Reports keys that stand twice in a complete mapping and takes all but the first out of it. 0, or -1 when out of memory. */
int tappa__yaml_drop_repeated(struct tappa__node *map, struct tappa__arena *arena, const struct tappa__source *source,
                              tappa_diagnostics *diagnostics, size_t *errors);

#endif
