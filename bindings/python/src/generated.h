/* Made by generate.py from include/tappa; not edited by hand. */
#ifndef TAPPA_PYTHON_GENERATED_H
#define TAPPA_PYTHON_GENERATED_H

static const struct generated_constant {
    const char *name;
    long long value;
} generated_constants[] = {
    {"VERSION_MAJOR", 0},
    {"VERSION_MINOR", 1},
    {"VERSION_PATCH", 0},
    {"OK", 0},
    {"NOT_BEGUN", 1},
    {"EINVAL", -1},
    {"ENOMEM", -2},
    {"EMODEL", -3},
    {"ELIMIT", -4},
    {"ELATE", -5},
    {"EFIELD", -6},
    {"ELOOP", -7},
    {"ETIME", -8},
    {"ESNAPSHOT", -9},
    {"EVERSION", -10},
    {"EMISMATCH", -11},
    {"EZONE", -12},
    {"EIO", -13},
    {"EEXPR", -14},
    {"ENAME", -15},
    {"EMODELS", -16},
    {"EFORMAT", -17},
    {"ECONFLICT", -18},
    {"ESTORE", -19},
    {"EBUSY", -20},
    {"EFORKED", -21},
    {"EUNKNOWN", -22},
    {"UNSET", 0},
    {"BOOL", 1},
    {"INT", 2},
    {"UINT", 3},
    {"DOUBLE", 4},
    {"STRING", 5},
    {"BYTES", 6},
    {"TIMESTAMP", 7},
    {"DURATION", 8},
    {"NULL", 9},
    {"LIST", 10},
    {"MAP", 11},
    {"TYPE", 12},
    {"ERROR", 13},
    {"STEP_START", 1},
    {"STEP_EVENT", 2},
    {"STEP_SENT", 3},
    {"STEP_AFTER", 4},
    {"SPACE_DATA", 1},
    {"SPACE_PROFILE", 2},
    {"TIMER_ARMED", 1},
    {"TIMER_DROPPED", 2},
    {"EFFECT_LEARN", 1},
    {"EFFECT_CONTACT", 2},
    {"EFFECT_START", 3},
    {"EFFECT_EMIT", 4},
    {"EFFECT_COUNT", 5},
    {"VERDICT_TAKEN", 1},
    {"VERDICT_NOT_THIS_STAGE", 2},
    {"VERDICT_FALSE", 3},
    {"VERDICT_FAILED", 4},
    {"VERDICT_SHADOWED", 5},
    {"VERDICT_PREEMPTED", 6},
    {"MOVED_MAPPED", 1},
    {"MOVED_DROPPED", 2},
    {"MOVED_REARMED", 3},
    {"COHORT_TIMERS", 1},
    {"LIMIT_MODEL_BYTES", 1},
    {"LIMIT_SCALAR_BYTES", 2},
    {"LIMIT_NODES", 3},
    {"LIMIT_DEPTH", 4},
    {"LIMIT_STAGES", 5},
    {"LIMIT_TRANSITIONS", 6},
    {"LIMIT_DIAGNOSTICS", 7},
    {"LIMIT_EXPRESSION_COST", 8},
    {"LIMIT_PENDING_SENDS", 9},
    {"LIMIT_SNAPSHOT_BYTES", 10},
    {"ERROR_SEVERITY", 1},
    {"WARNING_SEVERITY", 2},
    {"NOT_DUE", 2},
    {"AGAIN_NEVER", 0},
    {"AGAIN_AFTER_END", 1},
    {"AGAIN_ALWAYS", 2},
    {"STAGE_ATOMIC", 1},
    {"STAGE_COMPOUND", 2},
    {"STAGE_PARALLEL", 3},
    {"STAGE_FINAL", 4},
    {"STAGE_HISTORY_SHALLOW", 5},
    {"STAGE_HISTORY_DEEP", 6},
    {"ONLINE", 1},
    {"OFFLINE", 2},
    {"INBOUND", 1},
    {"OUTBOUND", 2},
    {"OWNED", 1},
    {"PAID", 2},
    {"EARNED", 3},
    {"ROW_WHEN", 1},
    {"ROW_DONE", 2},
    {"ROW_ALWAYS", 3},
    {"ROW_AFTER", 4},
    {"ROW_ENTRY", 5},
    {"ROW_INITIAL", 6},
    {"ROW_HISTORY_DEFAULT", 7},
    {"END", 3},
    {"MORE", 4},
    {"RECORD_TEXT", 1},
    {"DECLARED", 1},
    {"OBSERVED", 2},
    {"DERIVED", 3},
    {"SNAPSHOT_CURRENT", 1},
    {"SNAPSHOT_MIN_READABLE", 1},
    {"OPEN", 0},
    {"NOT_HERE", 1},
    {"NOT_YET", 2},
    {"CLAIMED", 3},
    {"OVER", 4},
    {"NOT_THIS_STAGE", 5},
    {"HOLDOUT", 6},
    {"CONDITION", 7},
    {"NO_CONSENT", 8},
    {"QUIET", 9},
    {"CAPPED", 10},
    {"OUTRANKED", 11},
    {"OFFER", 1},
    {"CONTACT", 2},
    {"CONTACT_WANTED", 1},
    {"CONTACT_CLAIMED", 2},
    {"CONTACT_SENT", 3},
    {"CONTACT_OPENED", 4},
    {"CONTACT_UNOPENED", 5},
    {"CONTACT_BOUNCED", 6},
    {"CONTACT_FAILED", 7},
    {"CONTACT_WITHDRAWN", 8},
    {"CONTACT_EXPIRED", 9},
    {"FOLLOW", 0},
    {"PIN", 1},
    {"MIGRATE", 2},
    {"INGEST_TAKEN", 1},
    {"INGEST_IGNORED", 2},
    {"INGEST_DUPLICATE", 3},
    {"INGEST_TOO_LATE", 4},
    {"INGEST_UNKNOWN_EVENT", 5},
    {"INGEST_NOBODY", 6},
    {"INGEST_REFUSED", 7},
    {"INGEST_DAMAGED", 8},
    {"STORE_SPAN_MAX", 134217728},
    {"STORE_REMOVE", 1},
    {"STORE_NEW", 2},
    {"STORE_SAME", 4},
    {"STORE_OF", 8},
    {"STORE_MOVED", 16},
    {"STORE_VERSION", 1},
    {"STORE_SHARED", 1},
};

static const struct generated_status {
    int number;
    const char *name, *base, *meaning;
} generated_statuses[] = {
    {-1, "InvalidError", "ValueError",
     "An argument is out of range, or does not fit what is there."},
    {-2, "OutOfMemoryError", "MemoryError",
     "There is no memory left."},
    {-3, "ModelError", "ValueError",
     "The model has errors; the diagnostics say which."},
    {-4, "LimitError", "ValueError",
     "Something is larger than a limit allows."},
    {-5, "LateError", "ValueError",
     "The event is older than the last one the journey has taken up."},
    {-6, "FieldError", "ValueError",
     "A field of the event does not fit its declared type."},
    {-7, "LoopError", "RuntimeError",
     "More than 1,000 transitions in one call, or more work than any shop's rules ask for: 100,000 actions, 10,000,000 rows considered."},
    {-8, "TimeError", "ValueError",
     "A time outside the years 0001 to 9999."},
    {-9, "SnapshotError", "ValueError",
     "The bytes are no snapshot, or are damaged."},
    {-10, "VersionError", "ValueError",
     "A snapshot of a newer format version."},
    {-11, "MismatchError", "ValueError",
     "A snapshot of another model, or of a version that `migrate` does not lead on from."},
    {-12, "ZoneError", "LookupError",
     "A zone that the system does not have, or a damaged zone file."},
    {-13, "ReadError", "OSError",
     "A file cannot be read, or written."},
    {-14, "ExpressionError", "ValueError",
     "An expression is wrong, or its evaluation ended in an error."},
    {-15, "UnknownNameError", "LookupError",
     "A name that nobody declared."},
    {-16, "OtherModelError", "ValueError",
     "Objects of two models were put together."},
    {-17, "FormatError", "ValueError",
     "The text is not what the format asks for."},
    {-18, "ConflictError", "RuntimeError",
     "A lost race: somebody else changed it in the meantime. Load it and try again."},
    {-19, "StoreError", "OSError",
     "The store failed or is damaged; what was to be written is not there."},
    {-20, "BusyError", "RuntimeError",
     "Another thread is using it, or another process has it."},
    {-21, "ForkedError", "RuntimeError",
     "It was opened before fork(), by the parent."},
    {-22, "UnknownError", "LookupError",
     "Nobody is known by this name or number."},
};

#define STEP_WORDS \
    (const char *const[]){ \
        [1] = "start", \
        [2] = "event", \
        [3] = "sent", \
        [4] = "after", \
    }
#define STEP_WORD_COUNT 5

#define EFFECT_WORDS \
    (const char *const[]){ \
        [1] = "learn", \
        [2] = "contact", \
        [3] = "start", \
        [4] = "emit", \
        [5] = "count", \
    }
#define EFFECT_WORD_COUNT 6

#define VERDICT_WORDS \
    (const char *const[]){ \
        [1] = "taken", \
        [2] = "not-this-stage", \
        [3] = "false", \
        [4] = "failed", \
        [5] = "shadowed", \
        [6] = "preempted", \
    }
#define VERDICT_WORD_COUNT 7

#define STAGE_WORDS \
    (const char *const[]){ \
        [1] = "atomic", \
        [2] = "compound", \
        [3] = "parallel", \
        [4] = "final", \
        [5] = "history-shallow", \
        [6] = "history-deep", \
    }
#define STAGE_WORD_COUNT 7

#define ROW_WORDS \
    (const char *const[]){ \
        [1] = "when", \
        [2] = "done", \
        [3] = "always", \
        [4] = "after", \
        [5] = "entry", \
        [6] = "initial", \
        [7] = "history-default", \
    }
#define ROW_WORD_COUNT 8

#define TIMER_WORDS \
    (const char *const[]){ \
        [1] = "armed", \
        [2] = "dropped", \
    }
#define TIMER_WORD_COUNT 3

#define SPACE_WORDS \
    (const char *const[]){ \
        [1] = "data", \
        [2] = "profile", \
    }
#define SPACE_WORD_COUNT 3

#define MOVED_WORDS \
    (const char *const[]){ \
        [1] = "mapped", \
        [2] = "dropped", \
        [3] = "rearmed", \
    }
#define MOVED_WORD_COUNT 4

#define KIND_WORDS \
    (const char *const[]){ \
        [0] = "unset", \
        [1] = "bool", \
        [2] = "int", \
        [3] = "uint", \
        [4] = "double", \
        [5] = "string", \
        [6] = "bytes", \
        [7] = "timestamp", \
        [8] = "duration", \
        [9] = "null", \
        [10] = "list", \
        [11] = "map", \
        [12] = "type", \
        [13] = "error", \
    }
#define KIND_WORD_COUNT 14

#define SETTING_WORDS \
    (const char *const[]){ \
        [1] = "online", \
        [2] = "offline", \
    }
#define SETTING_WORD_COUNT 3

#define DIRECTION_WORDS \
    (const char *const[]){ \
        [1] = "inbound", \
        [2] = "outbound", \
    }
#define DIRECTION_WORD_COUNT 3

#define OWNER_WORDS \
    (const char *const[]){ \
        [1] = "owned", \
        [2] = "paid", \
        [3] = "earned", \
    }
#define OWNER_WORD_COUNT 4

#define SOURCE_WORDS \
    (const char *const[]){ \
        [1] = "declared", \
        [2] = "observed", \
        [3] = "derived", \
    }
#define SOURCE_WORD_COUNT 4

#define INGEST_WORDS \
    (const char *const[]){ \
        [1] = "taken", \
        [2] = "ignored", \
        [3] = "duplicate", \
        [4] = "too-late", \
        [5] = "unknown-event", \
        [6] = "nobody", \
        [7] = "refused", \
        [8] = "damaged", \
    }
#define INGEST_WORD_COUNT 9

#define REASON_WORDS \
    (const char *const[]){ \
        [0] = "open", \
        [1] = "not-here", \
        [2] = "not-yet", \
        [3] = "claimed", \
        [4] = "over", \
        [5] = "not-this-stage", \
        [6] = "holdout", \
        [7] = "condition", \
        [8] = "no-consent", \
        [9] = "quiet", \
        [10] = "capped", \
        [11] = "outranked", \
    }
#define REASON_WORD_COUNT 12

#define CONTACTSTATE_WORDS \
    (const char *const[]){ \
        [1] = "wanted", \
        [2] = "claimed", \
        [3] = "sent", \
        [4] = "opened", \
        [5] = "unopened", \
        [6] = "bounced", \
        [7] = "failed", \
        [8] = "withdrawn", \
        [9] = "expired", \
    }
#define CONTACTSTATE_WORD_COUNT 10

#define POLICY_WORDS \
    (const char *const[]){ \
        [0] = "follow", \
        [1] = "pin", \
        [2] = "migrate", \
    }
#define POLICY_WORD_COUNT 3

#define COUNTERS(X) \
    X(events) X(taken) X(ignored) X(duplicates) X(late) X(too_late) X(unknown_events) X(nobody) X(refused) X(joins) X(joins_refused) X(parted) X(timers) X(transitions) X(failures) X(wanted) X(withdrawn) X(expired) X(claimed) X(reclaimed) X(sent) X(failed) X(bounced) X(opened) X(unopened) X(commits) X(conflicts) X(cached) X(dirty) X(damaged)

#endif
