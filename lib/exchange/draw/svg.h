/* Between the two files that write SVG. */
#ifndef TAPPA__EXCHANGE_SVG_H
#define TAPPA__EXCHANGE_SVG_H

#include "lib/exchange/draw/layout.h"

/* A coordinate: tenths of a pixel, the same text under every locale. */
void tappa__svg_number(struct tappa__buffer *out, double value);
/* ` name="12.5"` */
void tappa__svg_attribute(struct tappa__buffer *out, const char *name, double value);
void tappa__svg_arrows(struct tappa__layout *l);
void tappa__svg_labels(struct tappa__layout *l);

#endif
