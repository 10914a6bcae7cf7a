/* Written by generate.py from the public headers. */
#ifndef PHP_TAPPA_NAMES_H
#define PHP_TAPPA_NAMES_H

static const struct enum_case cases_of_Kind[] = {
    {TAPPA_UNSET, "Unset"},
    {TAPPA_BOOL, "Bool"},
    {TAPPA_INT, "Int"},
    {TAPPA_UINT, "Uint"},
    {TAPPA_DOUBLE, "Double"},
    {TAPPA_STRING, "String"},
    {TAPPA_BYTES, "Bytes"},
    {TAPPA_TIMESTAMP, "Timestamp"},
    {TAPPA_DURATION, "Duration"},
    {TAPPA_NULL, "Null"},
    {TAPPA_LIST, "List"},
    {TAPPA_MAP, "Map"},
    {TAPPA_TYPE, "Type"},
    {TAPPA_ERROR, "Error"},
};

static const struct enum_case cases_of_Severity[] = {
    {TAPPA_ERROR_SEVERITY, "Error"},
    {TAPPA_WARNING_SEVERITY, "Warning"},
};

static const struct enum_case cases_of_StageKind[] = {
    {TAPPA_STAGE_ATOMIC, "Atomic"},
    {TAPPA_STAGE_COMPOUND, "Compound"},
    {TAPPA_STAGE_PARALLEL, "Parallel"},
    {TAPPA_STAGE_FINAL, "Final"},
    {TAPPA_STAGE_HISTORY_SHALLOW, "HistoryShallow"},
    {TAPPA_STAGE_HISTORY_DEEP, "HistoryDeep"},
};

static const struct enum_case cases_of_Setting[] = {
    {TAPPA_ONLINE, "Online"},
    {TAPPA_OFFLINE, "Offline"},
};

static const struct enum_case cases_of_Direction[] = {
    {TAPPA_INBOUND, "Inbound"},
    {TAPPA_OUTBOUND, "Outbound"},
};

static const struct enum_case cases_of_Owner[] = {
    {TAPPA_OWNED, "Owned"},
    {TAPPA_PAID, "Paid"},
    {TAPPA_EARNED, "Earned"},
};

static const struct enum_case cases_of_RowKind[] = {
    {TAPPA_ROW_WHEN, "When"},
    {TAPPA_ROW_DONE, "Done"},
    {TAPPA_ROW_ALWAYS, "Always"},
    {TAPPA_ROW_AFTER, "After"},
    {TAPPA_ROW_ENTRY, "Entry"},
    {TAPPA_ROW_INITIAL, "Initial"},
    {TAPPA_ROW_HISTORY_DEFAULT, "HistoryDefault"},
};

static const struct enum_case cases_of_Again[] = {
    {TAPPA_AGAIN_NEVER, "Never"},
    {TAPPA_AGAIN_AFTER_END, "AfterEnd"},
    {TAPPA_AGAIN_ALWAYS, "Always"},
};

static const struct enum_case cases_of_StepKind[] = {
    {TAPPA_STEP_START, "Start"},
    {TAPPA_STEP_EVENT, "Event"},
    {TAPPA_STEP_SENT, "Sent"},
    {TAPPA_STEP_AFTER, "After"},
};

static const struct enum_case cases_of_Space[] = {
    {TAPPA_SPACE_DATA, "Data"},
    {TAPPA_SPACE_PROFILE, "Profile"},
};

static const struct enum_case cases_of_TimerKind[] = {
    {TAPPA_TIMER_ARMED, "Armed"},
    {TAPPA_TIMER_DROPPED, "Dropped"},
};

static const struct enum_case cases_of_EffectKind[] = {
    {TAPPA_EFFECT_LEARN, "Learn"},
    {TAPPA_EFFECT_CONTACT, "Contact"},
    {TAPPA_EFFECT_START, "Start"},
    {TAPPA_EFFECT_EMIT, "Emit"},
    {TAPPA_EFFECT_COUNT, "Count"},
};

static const struct enum_case cases_of_Verdict[] = {
    {TAPPA_VERDICT_TAKEN, "Taken"},
    {TAPPA_VERDICT_NOT_THIS_STAGE, "NotThisStage"},
    {TAPPA_VERDICT_FALSE, "False"},
    {TAPPA_VERDICT_FAILED, "Failed"},
    {TAPPA_VERDICT_SHADOWED, "Shadowed"},
    {TAPPA_VERDICT_PREEMPTED, "Preempted"},
};

static const struct enum_case cases_of_MovedKind[] = {
    {TAPPA_MOVED_MAPPED, "Mapped"},
    {TAPPA_MOVED_DROPPED, "Dropped"},
    {TAPPA_MOVED_REARMED, "Rearmed"},
};

static const struct enum_case cases_of_Source[] = {
    {TAPPA_DECLARED, "Declared"},
    {TAPPA_OBSERVED, "Observed"},
    {TAPPA_DERIVED, "Derived"},
};

static const struct enum_case cases_of_Policy[] = {
    {TAPPA_FOLLOW, "Follow"},
    {TAPPA_PIN, "Pin"},
    {TAPPA_MIGRATE, "Migrate"},
};

static const struct enum_case cases_of_Outcome[] = {
    {TAPPA_INGEST_TAKEN, "Taken"},
    {TAPPA_INGEST_IGNORED, "Ignored"},
    {TAPPA_INGEST_DUPLICATE, "Duplicate"},
    {TAPPA_INGEST_TOO_LATE, "TooLate"},
    {TAPPA_INGEST_UNKNOWN_EVENT, "UnknownEvent"},
    {TAPPA_INGEST_NOBODY, "Nobody"},
    {TAPPA_INGEST_REFUSED, "Refused"},
    {TAPPA_INGEST_DAMAGED, "Damaged"},
};

static const struct enum_case cases_of_DecisionKind[] = {
    {TAPPA_OFFER, "Offer"},
    {TAPPA_CONTACT, "Contact"},
};

static const struct enum_case cases_of_Reason[] = {
    {TAPPA_OPEN, "Open"},
    {TAPPA_NOT_HERE, "NotHere"},
    {TAPPA_NOT_YET, "NotYet"},
    {TAPPA_CLAIMED, "Claimed"},
    {TAPPA_OVER, "Over"},
    {TAPPA_NOT_THIS_STAGE, "NotThisStage"},
    {TAPPA_HOLDOUT, "Holdout"},
    {TAPPA_CONDITION, "Condition"},
    {TAPPA_NO_CONSENT, "NoConsent"},
    {TAPPA_QUIET, "Quiet"},
    {TAPPA_CAPPED, "Capped"},
    {TAPPA_OUTRANKED, "Outranked"},
};

static const struct enum_case cases_of_ContactState[] = {
    {TAPPA_CONTACT_WANTED, "Wanted"},
    {TAPPA_CONTACT_CLAIMED, "Claimed"},
    {TAPPA_CONTACT_SENT, "Sent"},
    {TAPPA_CONTACT_OPENED, "Opened"},
    {TAPPA_CONTACT_UNOPENED, "Unopened"},
    {TAPPA_CONTACT_BOUNCED, "Bounced"},
    {TAPPA_CONTACT_FAILED, "Failed"},
    {TAPPA_CONTACT_WITHDRAWN, "Withdrawn"},
    {TAPPA_CONTACT_EXPIRED, "Expired"},
};

static const struct enum_case cases_of_Status[] = {
    {TAPPA_OK, "Ok"},
    {TAPPA_NOT_BEGUN, "NotBegun"},
    {TAPPA_EINVAL, "Invalid"},
    {TAPPA_ENOMEM, "Memory"},
    {TAPPA_EMODEL, "Model"},
    {TAPPA_ELIMIT, "Limit"},
    {TAPPA_ELATE, "Late"},
    {TAPPA_EFIELD, "Field"},
    {TAPPA_ELOOP, "Loop"},
    {TAPPA_ETIME, "Time"},
    {TAPPA_ESNAPSHOT, "Snapshot"},
    {TAPPA_EVERSION, "Version"},
    {TAPPA_EMISMATCH, "Mismatch"},
    {TAPPA_EZONE, "Zone"},
    {TAPPA_EIO, "Io"},
    {TAPPA_EEXPR, "Expression"},
    {TAPPA_ENAME, "Name"},
    {TAPPA_EMODELS, "Models"},
    {TAPPA_EFORMAT, "Format"},
    {TAPPA_ECONFLICT, "Conflict"},
    {TAPPA_ESTORE, "Store"},
    {TAPPA_EBUSY, "Busy"},
    {TAPPA_EFORKED, "Forked"},
    {TAPPA_EUNKNOWN, "Unknown"},
    {TAPPA_NOT_DUE, "NotDue"},
    {TAPPA_END, "End"},
    {TAPPA_MORE, "More"},
};

static const struct enum_type enum_types[] = {
    [PHP_TAPPA_Kind] = {register_class_Tappa_Kind, cases_of_Kind, 14},
    [PHP_TAPPA_Severity] = {register_class_Tappa_Severity, cases_of_Severity, 2},
    [PHP_TAPPA_StageKind] = {register_class_Tappa_StageKind, cases_of_StageKind, 6},
    [PHP_TAPPA_Setting] = {register_class_Tappa_Setting, cases_of_Setting, 2},
    [PHP_TAPPA_Direction] = {register_class_Tappa_Direction, cases_of_Direction, 2},
    [PHP_TAPPA_Owner] = {register_class_Tappa_Owner, cases_of_Owner, 3},
    [PHP_TAPPA_RowKind] = {register_class_Tappa_RowKind, cases_of_RowKind, 7},
    [PHP_TAPPA_Again] = {register_class_Tappa_Again, cases_of_Again, 3},
    [PHP_TAPPA_StepKind] = {register_class_Tappa_StepKind, cases_of_StepKind, 4},
    [PHP_TAPPA_Space] = {register_class_Tappa_Space, cases_of_Space, 2},
    [PHP_TAPPA_TimerKind] = {register_class_Tappa_TimerKind, cases_of_TimerKind, 2},
    [PHP_TAPPA_EffectKind] = {register_class_Tappa_EffectKind, cases_of_EffectKind, 5},
    [PHP_TAPPA_Verdict] = {register_class_Tappa_Verdict, cases_of_Verdict, 6},
    [PHP_TAPPA_MovedKind] = {register_class_Tappa_MovedKind, cases_of_MovedKind, 3},
    [PHP_TAPPA_Source] = {register_class_Tappa_Source, cases_of_Source, 3},
    [PHP_TAPPA_Policy] = {register_class_Tappa_Policy, cases_of_Policy, 3},
    [PHP_TAPPA_Outcome] = {register_class_Tappa_Outcome, cases_of_Outcome, 8},
    [PHP_TAPPA_DecisionKind] = {register_class_Tappa_DecisionKind, cases_of_DecisionKind, 2},
    [PHP_TAPPA_Reason] = {register_class_Tappa_Reason, cases_of_Reason, 12},
    [PHP_TAPPA_ContactState] = {register_class_Tappa_ContactState, cases_of_ContactState, 9},
    [PHP_TAPPA_Status] = {register_class_Tappa_Status, cases_of_Status, 27},
};

static const struct exception_type exception_types[] = {
    {TAPPA_EINVAL, register_class_Tappa_InvalidException},
    {TAPPA_ENOMEM, register_class_Tappa_MemoryException},
    {TAPPA_EMODEL, register_class_Tappa_ModelException},
    {TAPPA_ELIMIT, register_class_Tappa_LimitException},
    {TAPPA_ELATE, register_class_Tappa_LateException},
    {TAPPA_EFIELD, register_class_Tappa_FieldException},
    {TAPPA_ELOOP, register_class_Tappa_LoopException},
    {TAPPA_ETIME, register_class_Tappa_TimeException},
    {TAPPA_ESNAPSHOT, register_class_Tappa_SnapshotException},
    {TAPPA_EVERSION, register_class_Tappa_VersionException},
    {TAPPA_EMISMATCH, register_class_Tappa_MismatchException},
    {TAPPA_EZONE, register_class_Tappa_ZoneException},
    {TAPPA_EIO, register_class_Tappa_IoException},
    {TAPPA_EEXPR, register_class_Tappa_ExpressionException},
    {TAPPA_ENAME, register_class_Tappa_NameException},
    {TAPPA_EMODELS, register_class_Tappa_ModelsException},
    {TAPPA_EFORMAT, register_class_Tappa_FormatException},
    {TAPPA_ECONFLICT, register_class_Tappa_ConflictException},
    {TAPPA_ESTORE, register_class_Tappa_StoreException},
    {TAPPA_EBUSY, register_class_Tappa_BusyException},
    {TAPPA_EFORKED, register_class_Tappa_ForkedException},
    {TAPPA_EUNKNOWN, register_class_Tappa_UnknownException},
};

static const struct counter counters[] = {
    {"events", offsetof(struct tappa_counters, events)},
    {"taken", offsetof(struct tappa_counters, taken)},
    {"ignored", offsetof(struct tappa_counters, ignored)},
    {"duplicates", offsetof(struct tappa_counters, duplicates)},
    {"late", offsetof(struct tappa_counters, late)},
    {"too_late", offsetof(struct tappa_counters, too_late)},
    {"unknown_events", offsetof(struct tappa_counters, unknown_events)},
    {"nobody", offsetof(struct tappa_counters, nobody)},
    {"refused", offsetof(struct tappa_counters, refused)},
    {"joins", offsetof(struct tappa_counters, joins)},
    {"joins_refused", offsetof(struct tappa_counters, joins_refused)},
    {"parted", offsetof(struct tappa_counters, parted)},
    {"timers", offsetof(struct tappa_counters, timers)},
    {"transitions", offsetof(struct tappa_counters, transitions)},
    {"failures", offsetof(struct tappa_counters, failures)},
    {"wanted", offsetof(struct tappa_counters, wanted)},
    {"withdrawn", offsetof(struct tappa_counters, withdrawn)},
    {"expired", offsetof(struct tappa_counters, expired)},
    {"claimed", offsetof(struct tappa_counters, claimed)},
    {"reclaimed", offsetof(struct tappa_counters, reclaimed)},
    {"sent", offsetof(struct tappa_counters, sent)},
    {"failed", offsetof(struct tappa_counters, failed)},
    {"bounced", offsetof(struct tappa_counters, bounced)},
    {"opened", offsetof(struct tappa_counters, opened)},
    {"unopened", offsetof(struct tappa_counters, unopened)},
    {"commits", offsetof(struct tappa_counters, commits)},
    {"conflicts", offsetof(struct tappa_counters, conflicts)},
    {"cached", offsetof(struct tappa_counters, cached)},
    {"dirty", offsetof(struct tappa_counters, dirty)},
    {"damaged", offsetof(struct tappa_counters, damaged)},
};

#endif
