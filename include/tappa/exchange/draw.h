/* Drawings: a model's stage map as DOT, Mermaid, SCXML or SVG. */
#ifndef TAPPA_EXCHANGE_DRAW_H
#define TAPPA_EXCHANGE_DRAW_H

#include "tappa/model.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_drawing tappa_drawing;

#define TAPPA_DRAW_DOT 1     /* Graphviz: `dot -Tsvg` */
#define TAPPA_DRAW_MERMAID 2 /* stateDiagram-v2, as many sites render it inside Markdown */
#define TAPPA_DRAW_SCXML 3   /* a W3C SCXML document: stages and transitions, conditions as text, no actions */
#define TAPPA_DRAW_SVG 4     /* a finished picture, laid out here */

/*
 * Effect: draws a model. The same model, format and language give the same bytes on every machine.
 * Parameters: allocator: copied; NULL for malloc. model: not NULL; not kept. format: a TAPPA_DRAW_ number. language: of the titles ("it"),
 * NULL for the first written. drawing: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_drawing_free(); independent of the model. Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_drawing_new(const struct tappa_allocator *allocator,
                                                          const tappa_model *model, int32_t format,
                                                          const char *language, tappa_drawing **drawing);
/*
 * Effect: the drawing's text, UTF-8 that ends in a line break.
 * Parameters: size: receives its length; NULL is allowed.
 * Returns: borrowed from the drawing; "" for NULL. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_drawing_text(const tappa_drawing *drawing, size_t *size);
/* Effect: frees it; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_drawing_free(tappa_drawing *drawing);
/*
 * Effect: the number of a format by its name: "dot", "mermaid", "scxml", "svg".
 * Parameters: name: ends in a NUL; NULL is no name.
 * Returns: a TAPPA_DRAW_ number; 0 for another name. Threads: any. Since: 0.1.
 */
TAPPA_API int32_t tappa_drawing_format(const char *name);

#ifdef __cplusplus
}
#endif

#endif
