/* The model: a compiled YAML file, immutable, shared by threads, and what it says. */
#ifndef TAPPA_MODEL_H
#define TAPPA_MODEL_H

#include "tappa/diagnostics.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled model. Reference-counted; every handle got from it is borrowed and lives as long as the model. */
typedef struct tappa_model tappa_model;
typedef struct tappa_stage tappa_stage;
typedef struct tappa_touchpoint tappa_touchpoint;
typedef struct tappa_channel tappa_channel;
typedef struct tappa_event_type tappa_event_type;
typedef struct tappa_transition tappa_transition;

/*
 * Effect: compiles a model from YAML text, reporting everything that is wrong or doubtful in it.
 * Parameters: context: not NULL. text, size: UTF-8; not NULL. name: the file's name for diagnostics; NULL is "<text>".
 * diagnostics: appended to, sorted; NULL is allowed. model: set to NULL first; not NULL.
 * Returns: TAPPA_OK (warnings may stand in the list); TAPPA_EMODEL (the errors stand in the list); TAPPA_ELIMIT (too large: the list
 * says what); TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_model_unref(); independent of the context. Threads: any. Reads zone files where an expression
 * names a zone. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_model_compile(tappa_context *context, const char *text, size_t size,
                                                            const char *name, tappa_diagnostics *diagnostics,
                                                            tappa_model **model);
/*
 * Effect: reads a file and compiles it.
 * Parameters: path: the file, not NULL. The others as in tappa_model_compile().
 * Returns: as tappa_model_compile(); TAPPA_EIO where the file cannot be read, or is a pipe that nobody writes to (a diagnostic says why).
 * Ownership, Threads, Since: as tappa_model_compile().
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_model_load(tappa_context *context, const char *path,
                                                         tappa_diagnostics *diagnostics, tappa_model **model);
/* Effect: one more, one fewer owner; the last one frees. NULL does nothing. Returns: ref: its argument. Threads: any. Since: 0.1. */
TAPPA_API tappa_model *tappa_model_ref(tappa_model *model);
TAPPA_API void tappa_model_unref(tappa_model *model);

/*
 * Effect: what stands at the model's head. `title` is the plain title, or the one of `language` ("it"; NULL: the first written).
 * Returns: borrowed from the model; "" where absent or model is NULL; version 0 for NULL. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_model_name(const tappa_model *model);
TAPPA_API int64_t tappa_model_version(const tappa_model *model);
TAPPA_API const char *tappa_model_title(const tappa_model *model, const char *language);
/*
 * Effect: the canonical text of the model: YAML that compiles to the same model and dumps to the same bytes.
 * Parameters: size: receives its length; NULL is allowed.
 * Returns: borrowed from the model; "" for NULL. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_model_dump(const tappa_model *model, size_t *size);
/*
 * Effect: the text that the model was compiled from, byte for byte. Compiled again, its rows are called the same, which those of the canonical text
 * need not be: an author's `90m` is `1h30m` there.
 * Parameters, Returns, Threads, Since: as tappa_model_dump().
 */
TAPPA_API const char *tappa_model_text(const tappa_model *model, size_t *size);
/*
 * Effect: 128 bits of the canonical text as 32 hexadecimal digits and a NUL (SipHash-2-4-128, key "tappa fingerprnt").
 * Parameters: out: 33 bytes; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL. Threads: any. Since: 0.1.
 */
TAPPA_API tappa_status tappa_model_fingerprint(const tappa_model *model, char out[33]);
/*
 * Effect: the JSON Schema (draft-07) of the model format, for editors; made from the tables that the reader uses.
 * Parameters: buffer, size: where to; NULL only with size 0. What does not fit is cut; a NUL ends it where size > 0.
 * Returns: the bytes the whole text needs without its NUL; 0 when out of memory. Threads: any. Since: 0.1.
 */
TAPPA_API size_t tappa_schema(char *buffer, size_t size);

/*
 * Effect: the stages in document order (histories included), one by index, one by name.
 * Returns: count 0 and handle NULL for a NULL model, an index out of range, a name unknown. Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_model_stage_count(const tappa_model *model);
TAPPA_API const tappa_stage *tappa_model_stage_at(const tappa_model *model, uint32_t index);
TAPPA_API const tappa_stage *tappa_model_stage_find(const tappa_model *model, const char *name, size_t size);

#define TAPPA_STAGE_ATOMIC 1
#define TAPPA_STAGE_COMPOUND 2
#define TAPPA_STAGE_PARALLEL 3
#define TAPPA_STAGE_FINAL 4
#define TAPPA_STAGE_HISTORY_SHALLOW 5
#define TAPPA_STAGE_HISTORY_DEEP 6
/*
 * Effect: what a stage is: its place in document order, kind, name, title (as tappa_model_title()), parent (NULL at top level), depth (0 at
 * top level), children, the number of its own rows, a note as written ("demand", "phase", "tone", "audience").
 * Returns: borrowed from the model; for a NULL stage TAPPA_NONE, 0, "" or NULL. An absent title is the name; an absent note "".
 * Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_stage_index(const tappa_stage *stage);
TAPPA_API int32_t tappa_stage_kind(const tappa_stage *stage);
TAPPA_API const char *tappa_stage_name(const tappa_stage *stage);
TAPPA_API const char *tappa_stage_title(const tappa_stage *stage, const char *language);
TAPPA_API const tappa_stage *tappa_stage_parent(const tappa_stage *stage);
TAPPA_API uint32_t tappa_stage_depth(const tappa_stage *stage);
TAPPA_API uint32_t tappa_stage_child_count(const tappa_stage *stage);
TAPPA_API const tappa_stage *tappa_stage_child_at(const tappa_stage *stage, uint32_t index);
TAPPA_API uint32_t tappa_stage_transition_count(const tappa_stage *stage);
TAPPA_API const tappa_transition *tappa_stage_transition_at(const tappa_stage *stage, uint32_t index);
TAPPA_API const char *tappa_stage_note(const tappa_stage *stage, const char *key);
/* Effect: which stage is entered by default in this one: NULL where it has no children, is parallel, or several are. Since: 0.1.
 * Returns: borrowed from the model. Threads: any. */
TAPPA_API const tappa_stage *tappa_stage_initial(const tappa_stage *stage);

/*
 * Effect: the events of the model: those declared, in document order, then the machine's own (error.execution, done.state.<stage>).
 * `find` knows aliases.
 * Returns: as for stages. `declared` is the number of declared ones. Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_model_event_count(const tappa_model *model);
TAPPA_API uint32_t tappa_model_event_declared(const tappa_model *model);
TAPPA_API const tappa_event_type *tappa_model_event_at(const tappa_model *model, uint32_t index);
TAPPA_API const tappa_event_type *tappa_model_event_find(const tappa_model *model, const char *name, size_t size);
/*
 * Effect: what an event is: its index (what struct tappa_event carries), name, touchpoint (NULL: none declared), fields in the order
 * declared (name, kind), aliases.
 * Returns: borrowed from the model; for NULL or an index out of range TAPPA_NONE, 0, "" or NULL. `field_find`: the position or TAPPA_NONE.
 * Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_event_type_index(const tappa_event_type *event);
TAPPA_API const char *tappa_event_type_name(const tappa_event_type *event);
TAPPA_API const tappa_touchpoint *tappa_event_type_touchpoint(const tappa_event_type *event);
TAPPA_API uint32_t tappa_event_type_field_count(const tappa_event_type *event);
TAPPA_API const char *tappa_event_type_field_name(const tappa_event_type *event, uint32_t index);
TAPPA_API uint32_t tappa_event_type_field_kind(const tappa_event_type *event, uint32_t index);
TAPPA_API uint32_t tappa_event_type_field_find(const tappa_event_type *event, const char *name, size_t size);
TAPPA_API uint32_t tappa_event_type_alias_count(const tappa_event_type *event);
TAPPA_API const char *tappa_event_type_alias_at(const tappa_event_type *event, uint32_t index);

/*
 * Effect: the slots of `data` and of `profile`, in the order declared.
 * Returns: as for fields. Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_model_data_count(const tappa_model *model);
TAPPA_API const char *tappa_model_data_name(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_model_data_kind(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_model_profile_count(const tappa_model *model);
TAPPA_API const char *tappa_model_profile_name(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_model_profile_kind(const tappa_model *model, uint32_t index);
/* 1 where the profile slot is marked `personal`. */
TAPPA_API int32_t tappa_model_profile_personal(const tappa_model *model, uint32_t index);

/*
 * Effect: channels and touchpoints, in the order declared.
 * Returns: as for stages. setting: TAPPA_ONLINE, TAPPA_OFFLINE or 0; direction: TAPPA_INBOUND, TAPPA_OUTBOUND; owner: TAPPA_OWNED, TAPPA_PAID, TAPPA_EARNED or 0.
 * `consent`: the purpose needed, the channel's where the touchpoint names none, "" for none. Threads: any. Since: 0.1.
 */
#define TAPPA_ONLINE 1
#define TAPPA_OFFLINE 2
#define TAPPA_INBOUND 1
#define TAPPA_OUTBOUND 2
#define TAPPA_OWNED 1
#define TAPPA_PAID 2
#define TAPPA_EARNED 3
TAPPA_API uint32_t tappa_model_channel_count(const tappa_model *model);
TAPPA_API const tappa_channel *tappa_model_channel_at(const tappa_model *model, uint32_t index);
TAPPA_API const char *tappa_channel_name(const tappa_channel *channel);
TAPPA_API int32_t tappa_channel_setting(const tappa_channel *channel);
TAPPA_API const char *tappa_channel_consent(const tappa_channel *channel);
TAPPA_API uint32_t tappa_model_touchpoint_count(const tappa_model *model);
TAPPA_API const tappa_touchpoint *tappa_model_touchpoint_at(const tappa_model *model, uint32_t index);
TAPPA_API const tappa_touchpoint *tappa_model_touchpoint_find(const tappa_model *model, const char *name, size_t size);
TAPPA_API uint32_t tappa_touchpoint_index(const tappa_touchpoint *touchpoint);
TAPPA_API const char *tappa_touchpoint_name(const tappa_touchpoint *touchpoint);
TAPPA_API const tappa_channel *tappa_touchpoint_channel(const tappa_touchpoint *touchpoint);
TAPPA_API int32_t tappa_touchpoint_direction(const tappa_touchpoint *touchpoint);
TAPPA_API int32_t tappa_touchpoint_owner(const tappa_touchpoint *touchpoint);
TAPPA_API const char *tappa_touchpoint_consent(const tappa_touchpoint *touchpoint);
TAPPA_API double tappa_touchpoint_cost(const tappa_touchpoint *touchpoint);
TAPPA_API uint32_t tappa_touchpoint_stage_count(const tappa_touchpoint *touchpoint);
TAPPA_API const tappa_stage *tappa_touchpoint_stage_at(const tappa_touchpoint *touchpoint, uint32_t index);

/*
 * Effect: all rows of the model (entry rows first, then by stage in the order written), and what a row is.
 * kind: TAPPA_ROW_. source: NULL for an entry row. events: as written, canonical names, prefixes, "*". condition: its text, "" without one.
 * targets: stages; a count of 0 stays. is_list: written as a list. path, line: where it stands. delay, every: microseconds, 0 where absent; at:
 * microseconds since local midnight, -1 where absent.
 * Returns: borrowed from the model; for NULL or an index out of range TAPPA_NONE, 0, "" or NULL. Threads: any. Since: 0.1.
 */
#define TAPPA_ROW_WHEN 1
#define TAPPA_ROW_DONE 2
#define TAPPA_ROW_ALWAYS 3
#define TAPPA_ROW_AFTER 4
#define TAPPA_ROW_ENTRY 5
#define TAPPA_ROW_INITIAL 6
#define TAPPA_ROW_HISTORY_DEFAULT 7
TAPPA_API uint32_t tappa_model_transition_count(const tappa_model *model);
TAPPA_API const tappa_transition *tappa_model_transition_at(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_transition_index(const tappa_transition *row);
TAPPA_API int32_t tappa_transition_kind(const tappa_transition *row);
TAPPA_API const tappa_stage *tappa_transition_source(const tappa_transition *row);
TAPPA_API uint32_t tappa_transition_event_count(const tappa_transition *row);
TAPPA_API const char *tappa_transition_event_at(const tappa_transition *row, uint32_t index);
TAPPA_API const char *tappa_transition_condition(const tappa_transition *row);
TAPPA_API uint32_t tappa_transition_target_count(const tappa_transition *row);
TAPPA_API const tappa_stage *tappa_transition_target_at(const tappa_transition *row, uint32_t index);
TAPPA_API int32_t tappa_transition_is_list(const tappa_transition *row);
TAPPA_API int32_t tappa_transition_is_internal(const tappa_transition *row);
TAPPA_API const char *tappa_transition_title(const tappa_transition *row, const char *language);
TAPPA_API const char *tappa_transition_path(const tappa_transition *row);
TAPPA_API uint32_t tappa_transition_line(const tappa_transition *row);
TAPPA_API int64_t tappa_transition_delay(const tappa_transition *row);
TAPPA_API int64_t tappa_transition_every(const tappa_transition *row);
TAPPA_API int64_t tappa_transition_at(const tappa_transition *row);

/*
 * Effect: the goals: name, the stage to reach (NULL) or the event that counts (NULL), whether it has a value.
 * Returns: as above. Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_model_goal_count(const tappa_model *model);
TAPPA_API const char *tappa_model_goal_name(const tappa_model *model, uint32_t index);
TAPPA_API const tappa_stage *tappa_model_goal_stage(const tappa_model *model, uint32_t index);
TAPPA_API const tappa_event_type *tappa_model_goal_event(const tappa_model *model, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
