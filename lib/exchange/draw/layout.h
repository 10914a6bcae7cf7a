/* The layout of a stage map, in pixels.
 *
 * Every stage with children, and the model itself, is a container: a layered graph of its own, laid out from the inside out. An arrow
 * between stages of different containers is cut into pieces, one in each container on its way; where it crosses a border it has a port,
 * a node without size on the border's upper or lower edge. So no arrow runs over a box, however deep its ends lie.
 *
 * Within a container ranks follow the order in which stages are written: an arrow to a later stage runs down, one to an earlier stage
 * runs up on the same kind of way. Between two ranks lies a layer for labels; an arrow that passes layers has a dummy node in each, and its
 * label is the dummy next to its source. */
#ifndef TAPPA__EXCHANGE_LAYOUT_H
#define TAPPA__EXCHANGE_LAYOUT_H

#include "lib/exchange/draw/draw.h"

struct tappa__box { /* of a stage; relative to its container until the layout is complete, then to the picture */
    double x, y, w, h;
    double extra;       /* room to its right for an arrow to itself, with its label */
    uint32_t loop;      /* that arrow, or TAPPA_NONE */
    uint32_t stays;     /* rows that stay here: in the picture a line of text each */
    uint32_t title_cut; /* characters of the title that are shown; 0: all */
};

struct tappa__point {
    double x, y;
};

/* Rows that lead from one stage to another, drawn as one arrow. */
struct tappa__arrow {
    uint32_t from, to;    /* from TAPPA_NONE: a dot in `container` */
    uint32_t container;   /* of a dot: the stage that it stands in; the stage count for the model */
    uint32_t first, rows; /* in layout->arrow_rows; 0 rows: an `initial` */
    uint32_t piece, pieces;
    int is_default;                            /* of a history */
    double label_w, label_h, label_x, label_y; /* the label's middle, in its container */
    uint32_t label_in;                         /* the container of the label; TAPPA_NONE: no label was placed */
};

enum { TAPPA__AT_STAGE, TAPPA__AT_TOP, TAPPA__AT_BOTTOM, TAPPA__AT_DOT };
struct tappa__piece {
    uint32_t arrow, container;
    uint32_t a_kind, a, b_kind, b; /* TAPPA__AT_, and the child where it is a stage; from a to b */
    double port_x;                 /* where it crosses the border, from the container's left edge */
    uint32_t point, points;        /* in layout->points, from a to b, relative to the container */
};

struct tappa__layout {
    struct tappa__picture *p;
    struct tappa__box *boxes; /* by stage, and one more for the model */
    struct tappa__arrow *arrows;
    uint32_t arrow_count;
    uint32_t *arrow_rows; /* rows of the model */
    struct tappa__piece *pieces;
    uint32_t piece_count;
    uint32_t *piece_order; /* pieces sorted by container */
    uint32_t *piece_first; /* by container, one more at the end: where its pieces begin in piece_order */
    struct tappa__point *points;
    size_t point_count, point_capacity;
    struct tappa__point *dots; /* by container: where its dot stands */
    uint32_t *dot;             /* by container: 1 where it has one */
    uint32_t *node_of;         /* by stage: its node, while its container is laid out */
};

enum {
    TAPPA__LABEL_LINES = 4,  /* of an arrow's label; more rows are counted */
    TAPPA__LABEL_CHARS = 26, /* of a cause or a condition in a label */
    TAPPA__STAY_LINES = 3,
    TAPPA__TITLE_CHARS = 34,
    TAPPA__HEAD_CHARS = 60, /* of a container's title */
    TAPPA__TOP_CHARS = 90,  /* of the picture's */
    TAPPA__HEADER = 30, /* height of a container's title */
    TAPPA__PADDING = 16,
    TAPPA__LABEL_LINE = 14,
    TAPPA__STAY_LINE = 14,
    TAPPA__LOOP = 26 /* how far an arrow to itself goes out */
};

/* The width of a text, estimated from the kinds of its characters: no font is asked. */
double tappa__text_width(const char *s, size_t n, double size);
/* The words of a line: the row's label cut short. The buffer is emptied first. */
void tappa__arrow_line(const struct tappa__layout *l, const struct tappa__arrow *arrow, uint32_t line,
                       struct tappa__buffer *out);
uint32_t tappa__arrow_lines(const struct tappa__arrow *arrow);

tappa_status tappa__layout_make(struct tappa__layout *l); /* everything */
tappa_status tappa__layout_arrows(struct tappa__layout *l);
tappa_status tappa__layout_container(struct tappa__layout *l, uint32_t container);
int tappa__layout_point(struct tappa__layout *l, double x, double y); /* appends; -1 when out of memory */

/* ---- one container's layered graph ---- */
enum { TAPPA__NODE_STAGE, TAPPA__NODE_PORT, TAPPA__NODE_DOT, TAPPA__NODE_DUMMY, TAPPA__NODE_LABEL };
struct tappa__node {
    uint32_t kind, ref; /* the stage, or the piece */
    uint32_t layer, position;
    double x, left, right, h; /* x: its middle */
    double want, weight;
};
struct tappa__segment {
    uint32_t upper, lower;     /* nodes in neighbouring layers */
    double upper_at, lower_at; /* where it meets them, from their middle */
};
struct tappa__chain {             /* a piece in its graph */
    uint32_t piece, upper, lower; /* nodes */
    uint32_t dummy, dummies;      /* nodes between, from top to bottom; 0: drawn straight */
    uint32_t segment;             /* the first of dummies + 1 */
    int down;                     /* the piece runs from upper to lower */
};
struct tappa__graph {
    struct tappa__layout *l;
    uint32_t container;
    struct tappa__node *nodes;
    struct tappa__segment *segments;
    struct tappa__chain *chains;
    uint32_t node_count, real_count, segment_count, chain_count, layer_count;
    uint32_t *layer_first, *order;               /* order[layer_first[k] ..]: the nodes of layer k from left to right */
    uint32_t *up_first, *up, *down_first, *down; /* segments above and below each node */
    double *top, *height;                        /* by layer */
    uint8_t *fixed;                              /* by segment: 1 its upper end, 2 its lower one is where a port is */
};

tappa_status tappa__graph_rank(struct tappa__graph *g); /* layers and dummies */
/* An arrow that goes on inside a box meets it where its port is. */
tappa_status tappa__graph_ports(struct tappa__graph *g);
tappa_status tappa__graph_order(struct tappa__graph *g); /* from left to right */
tappa_status tappa__graph_place(struct tappa__graph *g); /* x and y, points, the container's size */

double tappa__graph_gap(const struct tappa__node *a, const struct tappa__node *b); /* that neighbours of a layer keep */
void tappa__graph_straighten(struct tappa__graph *g);

static inline void *
tappa__layout_array(struct tappa__layout *l, size_t count, size_t size)
{
    return tappa__arena_alloc(l->p->arena, count * size);
}

#endif
