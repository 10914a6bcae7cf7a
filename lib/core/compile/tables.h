/* Shapes that both table files use. */
#ifndef TAPPA__COMPILE_TABLES_H
#define TAPPA__COMPILE_TABLES_H

#include "lib/core/compile/decl.h"
#include "lib/core/compile/shape.h"

#define TAPPA__COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define TAPPA__KEY(decl, member, name, shape, flags, bit, about) \
    {name, &(shape), (uint16_t)offsetof(struct decl, member), flags, bit, about}
#define TAPPA__KEYS(table, decl) .keys = table, .key_count = (uint8_t)TAPPA__COUNT_OF(table), .size = (uint32_t)sizeof(struct decl)

/* Scalars. */
extern const struct tappa__shape tappa__shape_text, tappa__shape_name, tappa__shape_bool, tappa__shape_duration,
    tappa__shape_clock, tappa__shape_expression, tappa__shape_titles, tappa__shape_names, tappa__shape_identifier;
/* Stages, and the rows of `entry`. */
extern const struct tappa__shape tappa__shape_stages, tappa__shape_when, tappa__shape_stage, tappa__shape_transition,
    tappa__shape_row, tappa__shape_timer, tappa__shape_action, tappa__shape_actions, tappa__shape_transitions;

#endif
